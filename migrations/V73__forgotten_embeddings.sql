-- What is forgotten of a picture is forgotten of its embeddings too, once nothing else shows the same picture.
create function picture_forgotten() returns trigger language plpgsql as $$
begin
    delete from embedding e
    where e.image = old.content and not exists (select 1 from picture p where p.content = old.content);
    return null;
end
$$;
create trigger picture_forgotten after delete on picture for each row execute function picture_forgotten();
