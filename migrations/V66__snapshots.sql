-- What something was learnt from and judged by, frozen. The id is the SHA-256 of its manifest, so that what is frozen again
-- is the same snapshot. Pictures by the address of what is kept of them; a picture that is gone leaves a mark.
alter table snapshot rename to earlier_snapshot;
alter table snapshot_picture rename to earlier_snapshot_picture;
alter index snapshot_pkey rename to earlier_snapshot_pkey;
alter index snapshot_picture_pkey rename to earlier_snapshot_picture_pkey;

create table snapshot (
    id         text        primary key check (id ~ '^[0-9a-f]{64}$'),
    model      text        not null references model,
    seed       bigint      not null,
    rule       text        not null, -- in words
    pictures   bigint      not null,
    gone       bigint      not null default 0,
    created_at timestamptz not null,
    created_by text        not null
);
create index snapshot_of on snapshot (model, created_at desc);

create table snapshot_picture (
    snapshot   text             not null references snapshot on delete cascade,
    number     integer          not null, -- of its line in the manifest, from 0
    image      text             not null,
    label      text             not null,
    split      text             not null check (split in ('train', 'validation', 'test')),
    weight     double precision not null,
    propensity double precision,
    origin     text             not null,
    source     text             not null, -- device, or "reference"; empty once it is gone
    mask       text,
    gone_at    timestamptz,
    primary key (snapshot, number)
);
create index snapshot_picture_image on snapshot_picture (image);
create index snapshot_picture_mask on snapshot_picture (mask) where mask is not null;
create index snapshot_picture_source on snapshot_picture (source);
create index snapshot_picture_class on snapshot_picture (snapshot, label, split, number);

create table snapshot_job (
    job      uuid        primary key references job,
    snapshot text        not null references snapshot,
    champion text, -- version that the job starts from and compares with; null: frozen by an earlier version
    used_at  timestamptz not null
);
create index snapshot_job_of on snapshot_job (snapshot);

-- Those of earlier versions had no manifest; their id is a digest of their job.
insert into snapshot (id, model, seed, rule, pictures, created_at, created_by)
select encode(sha256(s.job::text::bytea), 'hex'), s.model, s.seed, 'Frozen by an earlier version',
       (select count(*) from earlier_snapshot_picture p where p.job = s.job), s.created_at, 'plumbline'
from earlier_snapshot s;
insert into snapshot_picture (snapshot, number, image, label, split, weight, origin, source)
select encode(sha256(p.job::text::bytea), 'hex'), row_number() over (partition by p.job order by p.image) - 1,
       coalesce(n.content, p.image), p.label, lower(p.split), 1, lower(p.origin), p.source
from earlier_snapshot_picture p left join picture n on n.name = p.image;
insert into snapshot_job (job, snapshot, used_at)
select job, encode(sha256(job::text::bytea), 'hex'), created_at from earlier_snapshot;
drop table earlier_snapshot_picture;
drop table earlier_snapshot;
