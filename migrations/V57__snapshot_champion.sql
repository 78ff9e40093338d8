-- Which version a retraining starts from and is compared with is frozen with the pictures: another may go live meanwhile.
alter table snapshot add column champion text; -- null: frozen before there was this column
