-- Pictures by the name that their sender gave them: the SHA-256 of the bytes as they were taken, by which events speak of them.
-- What is kept has no metadata, so its own address may be another one.
create table picture (
    name        text        primary key check (name ~ '^[0-9a-f]{64}$'),
    content     text        not null,
    media_type  text        not null,
    width       integer,    -- null: kept by an earlier version, its metadata is still to be taken off
    height      integer,
    bytes       bigint,
    consent     text        not null check (consent in ('training', 'diagnosis')),
    received_at timestamptz not null
);
create index picture_content on picture (content);
create index picture_age on picture (consent, received_at);
create index picture_uncleaned on picture (name) where width is null;

-- Whose a picture is: a device, or "reference".
create table picture_source (
    source text not null,
    name   text not null references picture on delete cascade,
    primary key (source, name)
);
create index picture_source_name on picture_source (name);

-- Contents that no picture refers to, or not yet: deleted once they are due, unless a picture refers to them then.
create table loose_content (
    sha256 text        primary key,
    due_at timestamptz not null
);

create index labelled_picture_image on labelled_picture (image);
alter table snapshot_picture drop constraint snapshot_picture_image_fkey;

insert into picture (name, content, media_type, consent, received_at)
select sha256, sha256, media_type, 'training', created_at from blob where media_type like 'image/%';
insert into picture_source (source, name)
select distinct l.source, p.name from labelled_picture l join picture p on p.name = l.image;
