-- What was heard of each version on each day, in the transaction that adds it to profile: whoever asks how far a model is, or
-- whether anything has come since, need not read its hours.
create table profile_day (
    model      text        not null,
    version    text        not null,
    day        timestamptz not null, -- its start, UTC
    n          bigint      not null, -- predictions of the whole fleet
    first_hour timestamptz not null,
    last_hour  timestamptz not null,
    changed    xid8        not null, -- which transaction added to it last
    primary key (model, version, day)
);
create index profile_day_changed on profile_day (model, changed);

insert into profile_day
select model, version, date_bin('1 day', hour, timestamptz 'epoch'), sum(n), min(hour), max(hour), pg_current_xact_id()
from profile where segment_key = '' group by 1, 2, 3;

-- By the days is known now whether the predictions of a baseline have become more.
alter table drift_baseline drop column predictions;

-- Up to where a day was added up, so that only the hours since are added: on the fleet's row; the others' says nothing.
alter table heard_day add column until timestamptz;
