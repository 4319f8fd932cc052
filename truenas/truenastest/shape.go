package truenastest

import (
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// shape is the release whose shapes the connection speaks: an older one at a
// pinned path.
func (c *conn) shape() truenas.Release {
	release := c.server.config.Release
	if older, err := truenas.ParseRelease(c.pinned); err == nil && older < release {
		return older
	}
	return release
}

// unpinned is the answer for a method that the pinned version had no model
// of: before 25.10 those were all that is about tasks.
func (c *conn) unpinned(method string) error {
	name, ok := strings.CutPrefix(method, "cloudsync.")
	if !ok || strings.Contains(name, ".") || c.shape() >= truenas.V25_10 || c.shape() == c.server.config.Release {
		return nil
	}
	if name == "query" {
		return rules.ExceptionFault("Exception", "API version "+rules.PyRepr(c.pinned)+" does not contain model 'CloudSyncQueryResult'")
	}
	return noMethod(method)
}

// taken brings the parameters of a call from the shape of the connection into
// the current one.
func (c *conn) taken(method string, params []any) ([]any, error) {
	release := c.server.config.Release
	if _, old := c.dialect.(*legacy); old && release >= truenas.V25_04 {
		return joinProvider(method, params)
	}
	if shape := c.shape(); shape != release {
		if m, ok := rules.Lookup(rules.Release(shape), method); ok {
			if _, err := m.Check(params); err != nil {
				return nil, err
			}
		}
	}
	return params, nil
}

// shown is a result in the shape that the connection speaks.
func (c *conn) shown(call *call, method string, result any) any {
	release, shape := c.server.config.Release, c.shape()
	if _, old := c.dialect.(*legacy); old && release >= truenas.V25_04 && strings.HasPrefix(method, "cloudsync.credentials.") {
		hide := call.session == nil || !c.server.allows(call.session.user, RoleCloudSyncWrite)
		return eachRow(result, func(row *ejson.Object) *ejson.Object { return splitProvider(row, hide) })
	}
	if shape == release {
		return result
	}
	if strings.HasPrefix(method, "auth.") && shape < truenas.V26 {
		return without(result, "reconnect_token")
	}
	if !strings.HasPrefix(method, "cloudsync.") || shape >= truenas.V26 {
		return result
	}
	return eachRow(result, func(row *ejson.Object) *ejson.Object {
		row = without(row, "dataset", "relative_path").(*ejson.Object)
		if credential, ok := row.Get("credentials").(*ejson.Object); ok {
			row.Set("credentials", oldS3(credential))
		}
		return oldS3(row)
	})
}

// oldS3 is a credential without what S3 got in 26.0.
func oldS3(credential *ejson.Object) *ejson.Object {
	provider, ok := credential.Get("provider").(*ejson.Object)
	if !ok || provider.Text("type") != "S3" {
		return credential
	}
	out := credential.Clone()
	out.Set("provider", without(provider, "provider", "force_path_style", "sign_accept_encoding"))
	return out
}

func eachRow(result any, f func(*ejson.Object) *ejson.Object) any {
	switch v := result.(type) {
	case *ejson.Object:
		return f(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = eachRow(v[i], f)
		}
		return out
	case []*ejson.Object:
		out := make([]any, len(v))
		for i := range v {
			out[i] = f(v[i])
		}
		return out
	}
	return result
}

func without(v any, keys ...string) any {
	in, ok := v.(*ejson.Object)
	if !ok {
		return v
	}
	out := ejson.NewObject()
	for _, k := range in.Keys() {
		if !slices.Contains(keys, k) {
			out.Set(k, in.Get(k))
		}
	}
	return out
}

// joinProvider turns a name and attributes, as /websocket has them, into a
// provider object.
func joinProvider(method string, params []any) ([]any, error) {
	at := map[string]int{"cloudsync.credentials.create": 0, "cloudsync.credentials.update": 1, "cloudsync.credentials.verify": 0}
	i, ok := at[method]
	if !ok || len(params) <= i {
		return params, nil
	}
	in, ok := params[i].(*ejson.Object)
	if !ok || !in.Has("provider") {
		return params, nil
	}
	prefix := "cloud_sync_credentials_create"
	if i == 1 {
		prefix = "cloud_sync_credentials_update"
	}
	name, isText := in.Get("provider").(string)
	attributes, isObject := in.Get("attributes").(*ejson.Object)
	var problems rules.Problems
	if !isText {
		problems.Add(prefix+".provider", "Input should be a valid string")
	}
	if !isObject {
		problems.Add(prefix+".attributes", "Input should be a valid dictionary")
	}
	if !problems.Empty() {
		return nil, problems.Err()
	}
	provider := ejson.NewObject("type", name)
	for _, k := range attributes.Keys() {
		provider.Set(k, attributes.Get(k))
	}
	out := append([]any{}, params...)
	if method == "cloudsync.credentials.verify" {
		out[i] = provider
		return out, nil
	}
	joined := without(in, "attributes").(*ejson.Object)
	joined.Set("provider", provider)
	out[i] = joined
	return out, nil
}

// splitProvider is the counterpart for results. All attributes are one secret.
func splitProvider(row *ejson.Object, hide bool) *ejson.Object {
	provider, ok := row.Get("provider").(*ejson.Object)
	if !ok {
		return row
	}
	out := row.Clone()
	out.Set("provider", provider.Get("type"))
	out.Set("attributes", without(provider, "type"))
	if hide {
		out.Set("attributes", hiddenText)
	}
	return out
}

// hiddenText is what stands for a secret.
const hiddenText = "********"
