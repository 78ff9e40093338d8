-- How far the alarm of a version has read, day by day: what an hour counts may change later, and then it is read again from before.
create table drift_checkpoint (
    model    text        not null,
    version  text        not null,
    until    timestamptz not null, -- end of the last hour that is in it, exclusive; start of a day, UTC
    settings text        not null, -- under which it was made
    seen     xid8        not null, -- all transactions before this one are in it
    state    bytea       not null, -- io.plumbline.drift.ErrorWatch
    primary key (model, version, until),
    foreign key (model, version) references model_version
);

-- Which transaction changed an hour's counts last.
alter table outcome_hour add column changed xid8 not null default '0';
create index outcome_hour_changed on outcome_hour (model, version, changed) include (hour) where segment_key = '';

-- Made anew by the next evaluation, in another form.
delete from drift_state;
