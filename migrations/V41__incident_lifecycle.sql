-- What becomes of an incident: who has taken it on, put it off or settled it, and why.
alter table incident
    add column state        text not null default 'open'
        check (state in ('open', 'acknowledged', 'snoozed', 'resolved')),
    add column state_at     timestamptz,
    add column state_by     text not null default 'plumbline',
    add column state_until  timestamptz,      -- of a snooze
    add column state_reason text not null default '',
    add column settled_hour timestamptz,      -- what came before is settled and no evidence any more
    add column harm         double precision not null default 0; -- points of error at least, 0 to 1
update incident set state = 'resolved', state_at = resolved_at, state_reason = coalesce(resolution, '')
    where resolved_at is not null;
update incident set state_at = opened_at where state_at is null;
alter table incident alter column state_at set not null;
drop index incident_open;
alter table incident drop column resolved_at, drop column resolution;
create index incident_unresolved on incident (model) where state <> 'resolved';
