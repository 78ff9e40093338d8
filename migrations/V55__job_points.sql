-- The curves of a job: named measures by step, such as an epoch. A step that is gone through again replaces its measures
-- and gets a new number, by which readers know what they have not seen.
create table job_point (
    number   bigint  generated always as identity,
    job      uuid    not null references job on delete cascade,
    step     integer not null check (step >= 0),
    measures jsonb   not null,
    primary key (job, step)
);
create index job_point_number on job_point (job, number);
