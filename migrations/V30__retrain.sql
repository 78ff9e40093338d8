-- What a retraining learnt from and was judged by, frozen.
create table snapshot (
    job        uuid        primary key references job,
    model      text        not null references model,
    seed       bigint      not null,
    created_at timestamptz not null
);
create table snapshot_picture (
    job    uuid             not null references snapshot,
    image  text             not null references blob,
    label  text             not null,
    source text             not null,
    origin text             not null,
    split  text             not null check (split in ('TRAIN', 'TEST')),
    primary key (job, image)
);

-- Retrainings that an incident started.
create table retraining (
    job        uuid        primary key references job,
    incident   bigint      not null references incident,
    pictures   bigint      not null, -- labelled pictures from the field at that time
    started_at timestamptz not null
);
create index retraining_incident on retraining (incident);
