-- The right mask of a picture that a data scientist brought along; those drawn in the field are in correction.
alter table labelled_picture add column mask text;
create index labelled_picture_mask on labelled_picture (mask) where mask is not null;
create index correction_mask on correction (model) where mask is not null;
