-- Dead letters may be sent again or given up: what that needs of the record, and what became of them.
alter table dead_letter
    add column id         bigint      generated always as identity,
    add column record_key bytea,
    add column headers    bytea[]     not null default '{}', -- names and values by turns; a value may be null
    add column cut        boolean     not null default false, -- too large to be kept whole, so never sent again
    add column state      text        not null default 'waiting' check (state in ('waiting', 'retried', 'discarded')),
    add column decided_at timestamptz,
    add column decided_by text,
    add column reason     text        not null default '',
    add check ((state = 'waiting') = (decided_at is null)),
    add check ((state = 'waiting') = (decided_by is null));
update dead_letter set cut = true where octet_length(payload) >= 262144;
create unique index dead_letter_id on dead_letter (id);
create index dead_letter_waiting on dead_letter (code, id) where state = 'waiting';
