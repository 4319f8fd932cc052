package truenas

import "context"

// Dataset is a ZFS file system of the NAS.
type Dataset struct {
	// ID is the full name, as "tank/photos"; it begins with that of Pool.
	ID, Pool string
	// Mountpoint is the path of its folder, as "/mnt/tank/photos"; "" where it is
	// not mounted.
	Mountpoint string
	// Encrypted says that the dataset is encrypted, Locked that its key is not
	// loaded: a task on it fails then.
	Encrypted, Locked bool
	ReadOnly          bool
	// Used and Available are in bytes, the ones of the children included.
	Used, Available int64
}

// DatasetService is pool.dataset.*. It is safe for concurrent use.
type DatasetService struct{ caller Caller }

// NewDatasetService returns the service on a caller of your own; see [Caller].
func NewDatasetService(caller Caller) *DatasetService { return &DatasetService{caller: caller} }

// Datasets returns the datasets of the NAS, to choose a path from.
func (c *Client) Datasets() *DatasetService { return NewDatasetService(c) }

// List returns all file systems, each before its children. The user needs the
// role DATASET_READ.
func (s *DatasetService) List(ctx context.Context) ([]Dataset, error) {
	// As a tree: the flat form sends every dataset once more within each of its
	// parents.
	roots, err := queryRows[datasetNode](ctx, s.caller, "pool.dataset.query",
		Query{Extra: map[string]any{"flat": false, "retrieve_user_props": false}})
	if err != nil {
		return nil, err
	}
	return flatten(nil, roots), nil
}

// datasetNode is a dataset as TrueNAS sends it.
type datasetNode struct {
	dataset  Dataset
	kind     string
	children []datasetNode
}

func flatten(list []Dataset, nodes []datasetNode) []Dataset {
	for _, n := range nodes {
		if n.kind != "VOLUME" {
			list = append(list, n.dataset)
		}
		list = flatten(list, n.children)
	}
	return list
}

// UnmarshalJSON reads an entry of pool.dataset.query.
func (n *datasetNode) UnmarshalJSON(data []byte) error {
	*n = datasetNode{}
	d := &n.dataset
	var readOnly property[bool]
	var used, available property[int64]
	err := decodeFields(data, "dataset", func(o object) []error {
		return []error{
			field(o, "id", &d.ID), field(o, "pool", &d.Pool), field(o, "type", &n.kind), field(o, "mountpoint", &d.Mountpoint),
			field(o, "encrypted", &d.Encrypted), field(o, "locked", &d.Locked), field(o, "readonly", &readOnly),
			field(o, "used", &used), field(o, "available", &available), field(o, "children", &n.children),
		}
	})
	d.ReadOnly, d.Used, d.Available = readOnly.Parsed, used.Parsed, available.Parsed
	if d.Mountpoint == "none" || d.Mountpoint == "legacy" {
		d.Mountpoint = ""
	}
	return err
}

// property is a ZFS property, of which TrueNAS sends several forms.
type property[T any] struct {
	Parsed T `json:"parsed"`
}
