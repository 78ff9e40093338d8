-- Contents may lie in a bucket: their row stays here and says where, s3://bucket/ and what keys begin with.
alter table blob
    alter column content drop not null,
    add column place text,
    add column bytes bigint, -- null: kept by an earlier version, the length of its content
    add constraint blob_lies_somewhere check (
        case when place is null then content is not null else content is null and bytes is not null end);

-- Notes about objects to which no row refers, or not yet. Once one is due the object is deleted, unless a row refers to it then,
-- or somebody writes it anew, who has a note that is not due.
create table loose_object (
    id     bigint      generated always as identity primary key,
    place  text        not null,
    sha256 text        not null,
    due_at timestamptz not null
);
create index loose_object_due on loose_object (due_at);
create index loose_object_of on loose_object (place, sha256);
