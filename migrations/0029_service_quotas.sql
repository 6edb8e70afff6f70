-- Services are counted where a project may not hold more than so many.
CREATE TRIGGER quota_in AFTER INSERT ON services FOR EACH ROW EXECUTE FUNCTION quota_in();
CREATE TRIGGER quota_out AFTER UPDATE OF deleted_revision ON services
    FOR EACH ROW WHEN (OLD.deleted_revision IS NULL AND NEW.deleted_revision IS NOT NULL) EXECUTE FUNCTION quota_out();
