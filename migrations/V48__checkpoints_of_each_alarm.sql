-- Several alarms read the same labels and count different things in them; each has its own checkpoints.
delete from drift_checkpoint;
alter table drift_checkpoint add column counted text not null;
alter table drift_checkpoint drop constraint drift_checkpoint_pkey;
alter table drift_checkpoint add primary key (model, version, counted, until);

-- Made anew by the next evaluation, in another form.
delete from drift_state;
