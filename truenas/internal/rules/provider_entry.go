package rules

import (
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// taskAttributes are the names of the provider's task attributes, as
// cloudsync.providers lists them.
func (p Provider) taskAttributes() []string {
	var names []string
	if p.buckets {
		names = append(names, "bucket")
	}
	names = append(names, "folder")
	if p.fastList {
		names = append(names, "fast_list")
	}
	return append(names, p.attributes...)
}

// describe is the provider's item of cloudsync.providers.
func (p Provider) describe(r Release) *ejson.Object {
	var oauth any
	if p.oauth != "" {
		oauth = "https://www.truenas.com/oauth/" + p.oauth
	}
	bucket := "Bucket"
	if p.container {
		bucket = "Container"
	}
	schema := []any{}
	for _, name := range p.taskAttributes() {
		schema = append(schema, ejson.NewObject("property", name))
	}
	item := ejson.NewObject("name", p.name, "title", p.title, "credentials_oauth", oauth, "buckets", p.buckets,
		"bucket_title", bucket, "task_schema", schema)
	if !r.AtLeast(V25_10) {
		p.describeOld(r, item)
	}
	return item
}

// DescribeProviders is the result of cloudsync.providers, sorted by title.
func DescribeProviders(r Release) []any {
	sorted := Providers(r)
	slices.SortFunc(sorted, func(a, b Provider) int {
		return strings.Compare(strings.ToLower(a.title), strings.ToLower(b.title))
	})
	out := []any{}
	for i := range sorted {
		if sorted[i].supported(r) {
			out = append(out, sorted[i].describe(r))
		}
	}
	return out
}
