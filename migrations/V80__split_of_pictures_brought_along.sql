-- The split that an import told of a picture: whoever learnt from it is not judged by it, whatever is drawn later. Null where none was
-- told.
alter table labelled_picture add column split text check (split in ('train', 'validation', 'test'));
