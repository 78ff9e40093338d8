-- Letters that somebody has decided about go after a while.
create index dead_letter_settled on dead_letter (decided_at) where state <> 'waiting';
