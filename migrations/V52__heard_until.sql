-- Up to where a day was added up, so that only the hours since are added: on the fleet's row; the others' says nothing.
alter table heard_day add column until timestamptz;
