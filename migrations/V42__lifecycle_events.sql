-- What happened, as the CloudEvents that tell other systems of it: written with the change, published by a relay.
create table lifecycle_event (
    number       bigint      generated always as identity primary key,
    id           uuid        not null unique, -- of the CloudEvent, by which receivers know it again
    at           timestamptz not null,
    type         text        not null,
    model        text,                        -- its key in the topic: what happens to a model stays in order
    subject      text        not null,        -- empty where it concerns no model
    body         text        not null,        -- the whole CloudEvent, byte for byte as it is sent
    published_at timestamptz                  -- when the broker had it
);
create index lifecycle_event_unpublished on lifecycle_event (number) where published_at is null;
create index lifecycle_event_age on lifecycle_event (at);
