-- What is urgent goes before what is old, and no attempt takes for ever.
alter table job
    add column priority   integer not null default 0,
    add column timeout_ms bigint  not null default 43200000 check (timeout_ms > 0); -- of one attempt
drop index job_due;
create index job_due on job (priority desc, run_after, id) where state = 'queued';
