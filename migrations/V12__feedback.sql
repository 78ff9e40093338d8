-- The last word on a prediction. One row a prediction, however many corrections came; "dirty" until it is counted.
create table outcome (
    source               text        not null, -- of the prediction
    id                   text        not null,
    correction_source    text        not null, -- of the correction that stands
    correction_id        text        not null,
    corrected_at         timestamptz not null,
    corrected            text,
    correct              boolean,              -- for a segmenter: by its intersection over union
    actor                text        not null,
    asked                double precision,     -- audit propensity that the correction carried
    dirty                boolean     not null,
    touched_at           timestamptz not null default now(),
    -- from the prediction, once it is here
    model                text        not null,
    version              text        not null,
    window_at            timestamptz,
    predicted            text,
    confidence           double precision,
    segment              jsonb,
    image                text,
    propensity           double precision,     -- of the audit arm; null: a voluntary correction
    error                boolean,              -- as counted in outcome_hour
    counted_keys         text[],               -- segment keys under which it was counted
    primary key (source, id)
);
create index outcome_dirty on outcome (touched_at) where dirty;
create index outcome_audit on outcome (model, version, window_at, source, id)
    where propensity is not null and error is not null;
create index outcome_errors on outcome (model, version, window_at) where error;

-- Labelled predictions by hour of the prediction. Cells add up.
create table outcome_hour (
    model            text        not null,
    version          text        not null,
    hour             timestamptz not null,
    segment_key      text        not null,
    segment_value    text        not null,
    shard            integer     not null,
    audited          bigint      not null,
    audited_errors   bigint      not null,
    audited_confident_errors bigint not null, -- confidence of at least 0.9, and wrong
    voluntary        bigint      not null,
    voluntary_errors bigint      not null,
    primary key (model, version, hour, segment_key, segment_value, shard)
);

-- Pictures whose class is known.
create table labelled_picture (
    model      text        not null,
    image      text        not null,
    label      text        not null,
    source     text        not null, -- device, or "reference"
    origin     text        not null check (origin in ('audit', 'correction', 'reference')),
    propensity double precision,
    taken_at   timestamptz,
    added_at   timestamptz not null default now(),
    primary key (model, image)
);
create index labelled_picture_audit on labelled_picture (model, taken_at) where origin = 'audit';
