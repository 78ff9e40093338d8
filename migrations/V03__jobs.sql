-- A durable queue. A worker holds a job by a lease; each claim raises the fence, and each write must carry it.
create table job (
    id           uuid             primary key,
    kind         text             not null,
    model        text,
    payload      jsonb            not null,
    state        text             not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    attempt      integer          not null default 0,
    max_attempts integer          not null check (max_attempts > 0),
    run_after    timestamptz      not null,
    worker       text,
    lease_until  timestamptz,
    fence        bigint           not null default 0,
    progress     double precision not null default 0 check (progress between 0 and 1),
    message      text             not null default '',
    result       jsonb,
    error        text,
    requested_by text             not null,
    cancelled_by text,
    created_at   timestamptz      not null,
    started_at   timestamptz,
    finished_at  timestamptz,
    check ((state = 'running') = (lease_until is not null))
);
create index job_due on job (run_after) where state = 'queued';
create index job_leased on job (lease_until) where state = 'running';
create index job_newest on job (created_at desc);

create table job_log (
    number  bigint      generated always as identity primary key,
    job     uuid        not null references job on delete cascade,
    at      timestamptz not null default now(),
    attempt integer     not null,
    line    text        not null
);
create index job_log_job on job_log (job, number);
