-- What phones told. Identity is (source, id); a day is a partition, made by ingest and dropped after retention.
create table prediction (
    source      text             not null,
    id          text             not null,
    time        timestamptz      not null, -- the device's own, never rewritten
    window_at   timestamptz      not null, -- time, or receipt where the device's clock is off
    received_at timestamptz      not null,
    clock_off   boolean          not null,
    model       text             not null,
    version     text             not null,
    label       text,
    confidence  double precision not null check (confidence between 0 and 1),
    mask_area   double precision,
    top         jsonb,
    segment     jsonb            not null,
    stats       jsonb            not null,
    latency_ms  integer,
    propensity  double precision,
    image       text,
    primary key (source, id, window_at)
) partition by range (window_at);

create table correction (
    source            text        not null,
    id                text        not null,
    time              timestamptz not null,
    received_at       timestamptz not null,
    prediction_source text        not null,
    prediction_id     text        not null,
    model             text        not null,
    version           text        not null,
    predicted         text,
    confidence        double precision,
    corrected         text,
    actor             text        not null,
    propensity        double precision,
    iou               double precision,
    mask              text,
    primary key (source, id)
);
create index correction_of on correction (prediction_source, prediction_id);

-- How far the topic has been read. Moves in the same transaction as the rows, by compare-and-set.
create table consumer_offset (
    topic       text    not null,
    partition   integer not null,
    next_offset bigint  not null,
    primary key (topic, partition)
);

-- What could not be taken, with the reason.
create table dead_letter (
    topic       text        not null,
    partition   integer     not null,
    "offset"    bigint      not null,
    code        text        not null,
    detail      text        not null,
    payload     bytea       not null,
    received_at timestamptz not null,
    primary key (topic, partition, "offset")
);
