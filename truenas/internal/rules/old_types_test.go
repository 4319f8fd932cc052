package rules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

const (
	oldStart   = `{"path":"/mnt/tank/data","credentials":1,"direction":"PUSH","transfer_mode":"COPY"`
	oldFilled  = `"description":"","attributes":{},"schedule":` + everyHour + `,"pre_script":"","post_script":"",` + oldLast
	oldLast    = `"snapshot":false,"include":[],"exclude":[],"args":"","enabled":true,"bwlimit":[],"transfers":null,` + oldCrypt
	oldCrypt   = `"encryption":false,"filename_encryption":false,"encryption_password":"","encryption_salt":"",` + oldLinks
	oldLinks   = `"create_empty_src_dirs":false,"follow_symlinks":false}`
	everyHour  = `{"minute":"00","hour":"*","dom":"*","month":"*","dow":"*"}`
	tooLongOld = "The value may not be longer than 1024 characters"
)

// An accepted value comes out coerced, a refused one with attribute and text.
var oldValues = []struct {
	name, method, params string
	want                 string // what the body receives
	at, message          string // or what is wrong
}{
	{name: "text of an integer", method: "cloudsync.update", params: `[1,{"description":5}]`, want: `[1,{"description":"5"}]`},
	{name: "text of minus nothing", method: "cloudsync.update", params: `[1,{"description":-0}]`, want: `[1,{"description":"0"}]`},
	{name: "text of a float", method: "cloudsync.update", params: `[1,{"description":5.0}]`, at: "cloud_sync_update.description", message: "Not a string"},
	{name: "text of a bool", method: "cloudsync.update", params: `[1,{"description":true}]`, at: "cloud_sync_update.description", message: "Not a string"},
	{name: "text of null", method: "cloudsync.update", params: `[1,{"description":null}]`, at: "cloud_sync_update.description", message: "null not allowed"},
	{name: "text of a time", method: "cloudsync.update", params: `[1,{"args":{"$time":"08:00"}}]`, at: "cloud_sync_update.args", message: "Not a string"},
	{name: "long text", method: "cloudsync.update", params: `[1,{"path":"` + strings.Repeat("é", 1025) + `"}]`, at: "cloud_sync_update.path", message: tooLongOld},
	{name: "text as long as allowed", method: "cloudsync.update", params: `[1,{"path":"` + strings.Repeat("é", 1024) + `"}]`, want: `[1,{"path":"` + strings.Repeat("é", 1024) + `"}]`},
	{name: "text without limit", method: "cloudsync.update", params: `[1,{"args":"` + strings.Repeat("x", 5000) + `"}]`, want: `[1,{"args":"` + strings.Repeat("x", 5000) + `"}]`},
	{name: "integer of a text", method: "cloudsync.delete", params: `["5"]`, want: `[5]`},
	{name: "integer as Python reads it", method: "cloudsync.delete", params: `[" +1_0\n"]`, want: `[10]`},
	{name: "integer of Arabic digits", method: "cloudsync.delete", params: `["٤٢"]`, want: `[42]`},
	{name: "integer of a word", method: "cloudsync.delete", params: `["five"]`, at: "id", message: "Not an integer"},
	{name: "integer of more digits than Python reads", method: "cloudsync.delete", params: `["1` + strings.Repeat("0", 4300) + `"]`, at: "id", message: "Not an integer"},
	{name: "integer of a float", method: "cloudsync.delete", params: `[5.0]`, at: "id", message: "Not an integer"},
	{name: "integer of a bool", method: "cloudsync.delete", params: `[true]`, at: "id", message: "Not an integer"},
	{name: "integer of null", method: "cloudsync.delete", params: `[null]`, at: "id", message: "null not allowed"},
	{name: "integer below the range", method: "cloudsync.update", params: `[1,{"transfers":"0"}]`, at: "cloud_sync_update.transfers", message: "Should be greater than or equal to 1"},
	{name: "integer that may be null", method: "cloudsync.update", params: `[1,{"transfers":null}]`, want: `[1,{"transfers":null}]`},
	{name: "integer of any size", method: "cloudsync.update", params: `[1,{"transfers":123456789012345678901234567890}]`, want: `[1,{"transfers":123456789012345678901234567890}]`},
	{name: "bool of an integer", method: "cloudsync.update", params: `[1,{"enabled":1}]`, at: "cloud_sync_update.enabled", message: "Not a boolean"},
	{name: "bool of a text", method: "cloudsync.update", params: `[1,{"enabled":"true"}]`, at: "cloud_sync_update.enabled", message: "Not a boolean"},
	{name: "choice", method: "cloudsync.update", params: `[1,{"direction":"X"}]`, at: "cloud_sync_update.direction", message: "Invalid choice: X"},
	{name: "choice of an integer", method: "cloudsync.update", params: `[1,{"direction":5}]`, at: "cloud_sync_update.direction", message: "Invalid choice: 5"},
	{name: "choice in a list", method: "cloudsync.update", params: `[1,{"direction":["PUSH"]}]`, at: "cloud_sync_update.direction", message: "Not a string"},
	{name: "list of integers", method: "cloudsync.update", params: `[1,{"include":[1]}]`, want: `[1,{"include":["1"]}]`},
	{name: "list of blanks", method: "cloudsync.update", params: `[1,{"include":["a"," "]}]`, at: "cloud_sync_update.include", message: "Item#1 is not valid per list types: [path] Empty value not allowed"},
	{name: "list item too long", method: "cloudsync.update", params: `[1,{"include":["a","` + strings.Repeat("x", 1025) + `"]}]`, at: "cloud_sync_update.include.1.path", message: tooLongOld},
	{name: "list of a text", method: "cloudsync.update", params: `[1,{"include":"a"}]`, at: "cloud_sync_update.include", message: "Not a list"},
	{name: "object in a list", method: "cloudsync.update", params: `[1,{"bwlimit":[{"x":1}]}]`, at: "cloud_sync_update.bwlimit", message: "Item#0 is not valid per list types: [EINVAL] cloud_sync_bwlimit.x: Field was not expected\n"},
	{name: "no object in a list", method: "cloudsync.update", params: `[1,{"bwlimit":[1]}]`, at: "cloud_sync_update.bwlimit", message: "Item#0 is not valid per list types: [cloud_sync_bwlimit] A dict was expected"},
	{name: "object in a list, half empty", method: "cloudsync.update", params: `[1,{"bwlimit":[{"bandwidth":"5"},{"time":"8:0"}]}]`, want: `[1,{"bwlimit":[{"bandwidth":5},{"time":"8:0"}]}]`},
	{name: "time of day", method: "cloudsync.update", params: `[1,{"bwlimit":[{"time":"24:00"}]}]`, at: "cloud_sync_update.bwlimit.0.cloud_sync_bwlimit.time", message: "hour must be in 0..23"},
	{name: "object of a list", method: "cloudsync.update", params: `[1,[]]`, at: "cloud_sync_update", message: "A dict was expected"},
	{name: "no update", method: "cloudsync.update", params: `[1]`, want: `[1,{}]`},
	{name: "open object", method: "cloudsync.update", params: `[1,{"attributes":{"a":{"b":null}}}]`, want: `[1,{"attributes":{"a":{"b":null}}}]`},
	{name: "defaults", method: "cloudsync.create", params: `[` + oldStart + `}]`, want: `[` + oldStart + `,` + oldFilled + `]`},
	{name: "schedule of an update", method: "cloudsync.update", params: `[1,{"schedule":{"hour":5}}]`, want: `[1,{"schedule":{"minute":"00","hour":"5","dom":"*","month":"*","dow":"*"}}]`},
	{name: "schedule", method: "cloudsync.update", params: `[1,{"schedule":{"minute":"60"}}]`, at: "cloud_sync_update.schedule", message: "Please ensure fields match cron syntax - [60 * * * * ] is not acceptable, out of range"},
	{name: "schedule with a wrong column", method: "cloudsync.update", params: `[1,{"schedule":{"minute":null,"hour":"77"}}]`, at: "cloud_sync_update.schedule.minute", message: "null not allowed"},
	{name: "restore without a name", method: "cloudsync.restore", params: `[1,{"transfer_mode":"COPY","path":"/mnt/tank/r"}]`, want: `[1,{"transfer_mode":"COPY","path":"/mnt/tank/r"}]`},
	{name: "any id", method: "cloudsync.get_instance", params: `[{"a":1},{"zz":1}]`, at: "query-options-get_instance.zz", message: "Field was not expected"},
	{name: "order by a number", method: "cloudsync.query", params: `[[],{"order_by":["id",1]}]`, at: "query-options", message: "['id', 1]: parameter at index 1 [1] is not a string."},
	{name: "one of many", method: "core.get_jobs", params: `[[],{"get":true,"limit":"2"}]`, at: "query-options", message: "Invalid options combination. `get` implies a single result."},
	{name: "too many rows", method: "core.get_jobs", params: `[[],{"limit":10001}]`, at: "query-options", message: "Options limit must be between 1 and 10000"},
	{name: "methods of a service", method: "core.get_methods", params: `["cloudsync"]`, want: `["cloudsync","WS"]`},
	{name: "methods for another target", method: "core.get_methods", params: `[null,"GUI"]`, at: "target", message: "Invalid choice: GUI"},
	{name: "folded pattern", method: "core.get_jobs", params: `[[["method","C~","x"]]]`, at: "query-filters", message: "Invalid case-insensitive operation: C~"},
	{name: "no branch", method: "core.get_jobs", params: `[[["OR",[]]]]`, at: "query-filters", message: "OR filter requires at least one branch."},
}

func TestOldValues(t *testing.T) {
	for _, release := range []rules.Release{rules.V24_10, rules.V25_04} {
		for _, tt := range oldValues {
			t.Run(string(release)+" "+tt.name, func(t *testing.T) {
				got, err := checkOld(t, release, tt.method, tt.params)
				if tt.want != "" {
					require.NoError(t, err)
					require.JSONEq(t, tt.want, got)
					return
				}
				fault, ok := err.(*rules.Fault) //nolint:errorlint // exactly this
				require.True(t, ok, "%v", err)
				require.Equal(t, []any{[]any{tt.at, tt.message, rules.EINVAL}}, fault.Extra)
			})
		}
	}
}

// Everything that cannot be read is reported at once; ranges and lengths only
// when all of it could.
func TestOldProblemsTogether(t *testing.T) {
	_, err := checkOld(t, rules.V25_04, "cloudsync.sync_onetime", `[{"zz":1,"direction":"X","transfers":0},{"dry_run":1}]`)
	require.Equal(t, []any{
		[]any{"cloud_sync_sync_onetime.zz", "Field was not expected", 22},
		[]any{"cloud_sync_sync_onetime.direction", "Invalid choice: X", 22},
		[]any{"cloud_sync_sync_onetime.path", "attribute required", 22},
		[]any{"cloud_sync_sync_onetime.credentials", "attribute required", 22},
		[]any{"cloud_sync_sync_onetime.transfer_mode", "attribute required", 22},
		[]any{"cloud_sync_sync_onetime_options.dry_run", "Not a boolean", 22},
	}, rules.AsFault(err).Extra)

	_, err = checkOld(t, rules.V25_04, "cloudsync.update", `["x",{"transfers":0,"description":"`+strings.Repeat("x", 1025)+`"}]`)
	require.Equal(t, []any{
		[]any{"id", "Not an integer", 22},
		[]any{"cloud_sync_update.description", tooLongOld, 22},
		[]any{"cloud_sync_update.transfers", "Should be greater than or equal to 1", 22},
	}, rules.AsFault(err).Extra)
}

// Neither a wrong number of parameters nor a filter of another shape is a
// validation error.
func TestOldExceptions(t *testing.T) {
	tests := []struct {
		method, params, reason string
		errno                  int
	}{
		{"cloudsync.sync", `[1,{},2]`, "[EFAULT] Too many arguments (expected 2, found 3)", rules.EFAULT},
		{"cloudsync.providers", `[1]`, "[EFAULT] Too many arguments (expected 0, found 1)", rules.EFAULT},
		{"core.get_jobs", `[[1]]`, "object of type 'int' has no len()", rules.EINVAL},
		{"core.get_jobs", `[[["id",null,1]]]`, "'NoneType' object is not subscriptable", rules.EINVAL},
		{"core.get_jobs", `[[["id","",1]]]`, "string index out of range", rules.EINVAL},
		{"core.get_jobs", `[[["OR",5]]]`, "'int' object is not iterable", rules.EINVAL},
		{"core.get_jobs", `[[["OR",[[]]]]]`, "list index out of range", rules.EINVAL},
	}
	for _, tt := range tests {
		_, err := checkOld(t, rules.V24_10, tt.method, tt.params)
		fault := rules.AsFault(err)
		require.Equal(t, rules.CodeCallError, fault.Code, tt.params)
		require.Equal(t, tt.errno, fault.Errno, tt.params)
		require.Equal(t, tt.reason, fault.Reason, tt.params)
	}
}

func TestOldSecretsInJobs(t *testing.T) {
	method, ok := rules.Lookup(rules.V25_04, "cloudsync.sync_onetime")
	require.True(t, ok)
	raw := parseOld(t, `[{"encryption_password":"p","encryption_salt":"s","attributes":{"a":1}}]`)
	got, err := ejson.Encode(method.RedactArguments(raw, true))
	require.NoError(t, err)
	require.JSONEq(t, `[{"encryption_password":"********","encryption_salt":"s","attributes":{"a":1}}]`, string(got))
	require.Equal(t, "p", raw[0].(*ejson.Object).Text("encryption_password"), "the caller's own stays")
}

func checkOld(t *testing.T, r rules.Release, name, params string) (string, error) {
	t.Helper()
	method, ok := rules.Lookup(r, name)
	require.True(t, ok, name)
	out, err := method.Check(parseOld(t, params))
	if err != nil {
		return "", err
	}
	data, err := ejson.Encode(out)
	require.NoError(t, err)
	return string(data), nil
}

func parseOld(t *testing.T, params string) []any {
	t.Helper()
	v, err := ejson.Parse(params)
	require.NoError(t, err)
	return v.([]any)
}
