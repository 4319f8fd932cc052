package truenas

import (
	"encoding/json"
	"maps"
)

// TaskAttributes says what of the account a task syncs. Google Photos has
// Folder only; its root, "media" and "media/by-day" are refused by TrueNAS.
type TaskAttributes struct {
	// Folder is the path in the account, as "album/Holidays".
	Folder string
	// Extra holds the other attributes, as "bucket", by name.
	Extra map[string]json.RawMessage
}

// UnmarshalJSON reads the attributes of a task.
func (a *TaskAttributes) UnmarshalJSON(data []byte) error {
	o, err := parseObject(data, "attributes")
	if err != nil {
		return err
	}
	*a = TaskAttributes{}
	if err := field(o, "folder", &a.Folder); err != nil {
		return err
	}
	delete(o, "folder")
	if len(o) > 0 {
		a.Extra = o
	}
	return nil
}

// MarshalJSON writes the attributes as TrueNAS takes them.
func (a TaskAttributes) MarshalJSON() ([]byte, error) {
	wire := make(map[string]any, len(a.Extra)+1)
	for key, raw := range maps.All(a.Extra) {
		wire[key] = raw
	}
	wire["folder"] = a.Folder
	return encodeJSON(wire)
}
