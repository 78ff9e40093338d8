-- What a job goes on from after its worker died. Gone when the job is at its end, whoever ended it.
create table job_checkpoint (
    job     uuid  not null references job on delete cascade,
    name    text  not null check (name ~ '^[a-z0-9][a-z0-9.-]{0,62}$'),
    sha256  text  not null,
    content bytea not null,
    primary key (job, name)
);
-- Floats do not compress: trying costs time and gains nothing.
alter table job_checkpoint alter column content set storage external;

create function job_ended() returns trigger language plpgsql as $$
begin
    delete from job_checkpoint where job = new.id;
    return null;
end
$$;
create trigger job_ended after update of state on job
    for each row when (new.state in ('succeeded', 'failed', 'cancelled')) execute function job_ended();
