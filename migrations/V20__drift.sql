-- Where the signals of a version stand after the latest evaluation.
create table drift_state (
    model        text        not null,
    version      text        not null,
    evaluated_at timestamptz not null,
    content      text        not null, -- io.plumbline.drift.DriftState as JSON
    primary key (model, version),
    foreign key (model, version) references model_version
);

-- One incident per (model, version, segment, signal, direction).
create table incident (
    id            bigint      generated always as identity primary key,
    model         text        not null,
    version       text        not null,
    segment_key   text        not null, -- empty: the whole fleet
    segment_value text        not null,
    signal        text        not null,
    direction     text        not null check (direction in ('up', 'down')),
    opened_at     timestamptz not null,
    resolved_at   timestamptz,
    resolution    text,
    report        uuid        not null,
    unique (model, version, segment_key, segment_value, signal, direction),
    foreign key (model, version) references model_version
);
create index incident_open on incident (model) where resolved_at is null;

create table report (
    id          uuid        primary key,
    incident    bigint      not null references incident,
    model       text        not null,
    version     text        not null,
    computed_at timestamptz not null,
    verdict     text        not null,
    content     text        not null -- io.plumbline.drift.DriftReport as JSON
);
create index report_model on report (model, computed_at);
create trigger report_only_grows before update or delete or truncate on report
    for each statement execute function only_grows();
