-- Several alarms read the same labels and count different things in them; each has its own checkpoints.
delete from drift_checkpoint;
alter table drift_checkpoint add column counted text not null;
alter table drift_checkpoint drop constraint drift_checkpoint_pkey;
alter table drift_checkpoint add primary key (model, version, counted, until);

-- Made anew by the next evaluation, in another form.
delete from drift_state;

-- What the conventional evidence was measured on: while it is the same, so are the measures.
alter table drift_state add column measured_on text not null default '';
