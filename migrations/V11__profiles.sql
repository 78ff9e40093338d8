-- Hourly profiles of predictions. Cells add up; they are kept for good.
create table profile (
    model         text        not null,
    version       text        not null,
    hour          timestamptz not null,
    segment_key   text        not null, -- empty: the whole fleet
    segment_value text        not null,
    shard         integer     not null, -- hash of the device
    n             bigint      not null,
    confidence    bytea       not null, -- io.plumbline.stats.Histogram
    labels        jsonb       not null, -- predictions by class
    primary key (model, version, hour, segment_key, segment_value, shard)
);
-- What is asked every few seconds: the fleet as a whole, by hour, without touching the histograms.
create index profile_fleet on profile (model, hour, version) include (n) where segment_key = '';
