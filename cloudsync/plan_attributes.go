package cloudsync

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/nasphotos/nasphotos/truenas"
)

// otherAttributes are the attributes of a task besides the folder, by their names
// on the NAS.
func otherAttributes(attributes truenas.TaskAttributes) (map[string]json.RawMessage, error) {
	text, err := json.Marshal(attributes)
	if err != nil {
		return nil, fmt.Errorf("cloudsync: the attributes of the task: %w", err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("cloudsync: the attributes of the task: %w", err)
	}
	delete(all, "folder")
	return all, nil
}

// merged are the attributes that the NAS has, with the wanted ones over them:
// those of a newer TrueNAS stay.
func merged(stored, wanted truenas.TaskAttributes) (truenas.TaskAttributes, error) {
	all, err := otherAttributes(stored)
	if err != nil {
		return wanted, err
	}
	over, err := otherAttributes(wanted)
	if err != nil {
		return wanted, err
	}
	maps.Copy(all, over)
	text, err := json.Marshal(all)
	if err != nil {
		return wanted, err
	}
	var attributes truenas.TaskAttributes
	err = json.Unmarshal(text, &attributes)
	attributes.Folder = wanted.Folder
	return attributes, err
}
