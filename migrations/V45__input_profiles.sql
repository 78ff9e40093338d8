-- Statistics of the input pictures, beside the confidences.
alter table profile add column inputs bytea not null default ''; -- io.plumbline.profile.InputsCodec
