-- What was heard of whom on each day, all versions together: by it is seen who has fallen silent. Made from profile, day by day.
create table heard_day (
    model         text        not null references model,
    day           timestamptz not null, -- its start, UTC
    segment_key   text        not null, -- empty: the whole fleet
    segment_value text        not null,
    n             bigint      not null, -- predictions
    hours         integer     not null, -- bit i: some in the hour that begins i hours after the day
    primary key (model, day, segment_key, segment_value)
);
