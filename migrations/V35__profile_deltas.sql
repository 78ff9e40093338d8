-- What batches add to the profiles and nobody has added up yet, a row a batch: it is appended, so that no batch waits for
-- another's profiles, and added up moments later, many batches at once.
create table profile_delta (
    id          bigint      generated always as identity primary key,
    added_at    timestamptz not null default clock_timestamp(),
    predictions integer     not null,
    delta       bytea       not null -- io.plumbline.profile.DeltaCodec
);
-- Mostly random digits: compressing them would cost more than it spares.
alter table profile_delta alter column delta set storage external;
