package rules_test

import (
	"testing"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// What the body receives would pass again, and every refusal is a Fault.
func FuzzOldCheck(f *testing.F) {
	for _, tt := range oldValues {
		f.Add(tt.method, tt.params)
	}
	f.Add("cloudsync.credentials.create", `[{"name":"c","provider":"S3","attributes":{"access_key_id":1}}]`)
	f.Add("cloudsync.credentials.update", `[1,{"provider":"OPENSTACK_SWIFT","attributes":{"auth_version":[1.0,true]}}]`)
	f.Add("core.get_jobs", `[[["OR",[[["OR",[[["OR",[["id","=",1]]]]]]]]]]]`)
	f.Add("auth.generate_token", `["300",{},true]`)
	f.Fuzz(func(t *testing.T, name, text string) {
		v, err := ejson.Parse(text)
		params, ok := v.([]any)
		if err != nil || !ok {
			return
		}
		for _, release := range []rules.Release{rules.V24_10, rules.V25_04} {
			method, ok := rules.Lookup(release, name)
			if !ok {
				continue
			}
			method.RedactArguments(params, false)
			out, err := method.Check(params)
			if err != nil {
				if _, ok := err.(*rules.Fault); !ok { //nolint:errorlint // exactly this
					t.Fatalf("%T", err)
				}
				continue
			}
			if _, err := ejson.Encode(out); err != nil {
				t.Fatal(err)
			}
			if _, err := method.Check(out); err != nil {
				t.Fatal(err)
			}
		}
	})
}
