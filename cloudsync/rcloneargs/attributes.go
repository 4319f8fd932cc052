package rcloneargs

// attribute is an attribute of a task that a release adds when it stores a task
// without it.
type attribute struct {
	name     string
	fallback any
	// since is the release that adds it; before, it stays absent.
	since generation
}

var fastList = attribute{name: "fast_list", fallback: false}

// attributeOrder is how 25.10 and newer sort the attributes.
var attributeOrder = []string{
	"bucket", "folder", "fast_list", "bucket_policy_only", "chunk_size", "acknowledge_abuse", "region", "encryption", "storage_class",
}

// completeAttributes adds the defaults of the release, and sorts as it does:
// 24.10 has the provider's own attributes first, and the bucket and the folder at
// the end; 25.04 keeps the order in which they were sent and adds the defaults
// behind.
func (t *translation) completeAttributes() {
	defaults := t.provider.attributes
	if t.provider.fastList {
		defaults = append(defaults[:len(defaults):len(defaults)], fastList)
	}
	var order []string
	added := false
	for _, a := range defaults {
		order = append(order, a.name)
		if t.release.generation >= a.since && !t.attributes.has(a.name) {
			t.attributes.set(a.name, a.fallback)
			added = true
		}
	}
	switch {
	case t.release.generation >= gen25_10:
		t.attributes.sort(attributeOrder)
	case t.release.generation == gen24_10 && added:
		// Attributes that lack nothing are stored ones, and keep the order they have.
		t.attributes.sort(append(order, "bucket", "folder"))
	}
}
