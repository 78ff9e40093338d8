-- Who else is told of what happened, over HTTP.
create table webhook (
    id         bigint      generated always as identity primary key,
    name       text        not null unique,
    url        text        not null,
    secret     text        not null,           -- in clear: each delivery is signed with it
    types      text[]      not null,           -- of events that it wants; empty: all
    model      text,                           -- whose events it wants; null: those of all
    enabled    boolean     not null,
    created_at timestamptz not null,
    created_by text        not null
);

-- An event for a webhook. Without a reference to it: no change ever waits for, or fails by, the deletion of a webhook.
create table webhook_delivery (
    id          bigint      generated always as identity primary key,
    webhook     bigint      not null,
    event       bigint      not null references lifecycle_event on delete cascade,
    state       text        not null default 'waiting' check (state in ('waiting', 'delivered', 'given-up')),
    attempts    integer     not null default 0,
    due_at      timestamptz not null,          -- of the next attempt
    lease_until timestamptz,                   -- somebody is at it until then
    fence       bigint      not null default 0, -- raised by each claim; a result must carry it
    status      integer,                       -- HTTP status of the latest answer
    error       text        not null default '',
    ended_at    timestamptz
);
create index webhook_delivery_due on webhook_delivery (webhook, due_at, id) where state = 'waiting';
create index webhook_delivery_newest on webhook_delivery (webhook, id);
create index webhook_delivery_event on webhook_delivery (event);
