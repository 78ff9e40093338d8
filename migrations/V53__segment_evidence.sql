-- The conventional evidence of a version's watched segments, judged together once a day has ended.
create table drift_segment_evidence (
    model       text not null,
    version     text not null,
    measured_on text not null, -- while it is the same, so are the measures
    content     text not null, -- io.plumbline.drift.signal.SegmentWatch.Judgement as JSON
    primary key (model, version),
    foreign key (model, version) references model_version
);
