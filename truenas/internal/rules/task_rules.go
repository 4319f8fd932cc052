package rules

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// Target is what a task or a listing is for, as its rules found it.
type Target struct {
	Provider   Provider
	Credential *ejson.Object
}

// CheckListing applies the rules of cloudsync.list_directory, and fills the
// provider's defaults into data's attributes. The error is a [*Fault].
func CheckListing(r Release, nas NAS, data *ejson.Object) (Target, error) {
	errs := &Problems{release: r}
	t, err := checkBasics(nas, "cloud_sync", data, errs)
	if err == nil {
		err = errs.Err()
	}
	return t, err
}

// checkBasics checks what listing a folder and storing a task have in common,
// and fills the provider's defaults into data's attributes. Without a row in
// errs and without an error there is a target, unless its type is not known.
func checkBasics(nas NAS, prefix string, data *ejson.Object, errs *Problems) (Target, error) {
	if data.Flag("encryption") && data.Text("encryption_password") == "" {
		errs.Add(prefix+".encryption_password", "This field is required when encryption is enabled")
	}
	newest := errs.release.AtLeast(V27)
	if message := CheckArguments(data.Text("args")); message != "" {
		errs.Add(prefix+".args", message)
		if newest {
			return Target{}, nil
		}
	}
	credential := nas.Credential(data.Number("credentials"))
	if credential == nil {
		errs.Add(prefix+".credentials", "Invalid credentials")
	}
	// Only the newest release goes on to the attributes after another problem.
	if credential == nil || !errs.Empty() && !newest {
		return Target{}, nil
	}
	kind := credential.Obj("provider").Text("type")
	if kind == "" {
		return Target{}, nil
	}
	p, err := SupportedProvider(errs.release, kind)
	if err != nil {
		return Target{}, err
	}
	mine := errs.apart()
	attributes := p.attributeSchema(errs.release).check(prefix+".attributes", data.Get("attributes"), mine)
	if mine.Empty() {
		data.Set("attributes", attributes)
		p.checkChunkSize(attributes.(*ejson.Object), errs)
	}
	errs.take(mine)
	return Target{p, credential}, nil
}

// checkChunkSize reports without a prefix, and the upper bound of Dropbox with
// the text of the lower one, as the real server does.
func (p Provider) checkChunkSize(attributes *ejson.Object, errs *Problems) {
	if p.name != "B2" && p.name != "DROPBOX" {
		return
	}
	size := ejson.BigInt(attributes.Get("chunk_size"))
	switch {
	case !size.IsInt64() && size.Sign() > 0 && p.name == "B2":
	case size.Sign() < 0, size.IsInt64() && size.Int64() < 5:
		errs.Add("chunk_size", "Must be greater than or equal to 5")
	case p.name == "DROPBOX" && (!size.IsInt64() || size.Int64() >= 150):
		errs.Add("chunk_size", "Must be less than 5")
	}
}

// Task is a task that is to be stored or run once.
type Task struct {
	Prefix string // of the attributes in errors: "cloud_sync_create"
	// Data is the whole task, after [Method.Check]. The provider's defaults
	// are filled into its attributes.
	Data *ejson.Object
	// Onetime is for cloudsync.sync_onetime, which takes no scripts from anyone.
	Onetime bool
}

// CheckTask applies every rule of the service. The remote folder is looked at
// only when nothing else is wrong. The error is a [*Fault].
func CheckTask(ctx context.Context, r Release, nas NAS, t Task) error {
	errs := &Problems{release: r}
	data := t.Data
	if t.Onetime {
		t.checkScripts(errs, "This option may not be used for onetime cloud sync operations")
	}
	target, err := checkBasics(nas, t.Prefix, data, errs)
	if err != nil {
		return err
	}
	if target.Credential != nil && errs.Empty() {
		target.Provider.checkFolder(data.Obj("attributes").Text("folder"), errs)
	}
	checkPath(nas, t.Prefix, data.Text("path"), errs)
	if data.Flag("snapshot") && nested(errs.release, nas, data.Text("path")) {
		errs.Add(t.Prefix+".snapshot", "This option is only available for datasets that have no further nesting")
	}
	if !t.Onetime && !nas.FullAdmin() {
		t.checkScripts(errs, "The ability to edit pre-scripts and post-scripts is limited to users who have full "+
			"administrative credentials")
	}
	t.checkBandwidth(errs)
	if data.Flag("snapshot") {
		if data.Text("direction") != "PUSH" {
			errs.Add(t.Prefix+".snapshot", "This option can only be enabled for PUSH tasks")
		}
		if data.Text("transfer_mode") == "MOVE" {
			errs.Add(t.Prefix+".snapshot", "This option can not be used for MOVE transfer mode")
		}
	}
	if err := errs.Err(); err != nil {
		return err
	}
	if target.Credential == nil {
		return nil
	}
	return t.checkRemote(ctx, nas, target)
}

func (t Task) checkScripts(errs *Problems, message string) {
	for _, k := range []string{"pre_script", "post_script"} {
		if t.Data.Text(k) != "" {
			errs.Add(t.Prefix+"."+k, message)
		}
	}
}

// checkPath wants a local path within a pool. Nothing need be there.
func checkPath(nas NAS, prefix, local string, errs *Problems) {
	at := prefix + ".path"
	if nas.Pools() == nil {
		return
	}
	if strings.HasPrefix(local, "EXTERNAL:") {
		errs.Add(at, "EXTERNAL: path type is not allowed.")
		return
	}
	if strings.HasPrefix(local, "CLUSTER:") && !errs.release.AtLeast(V25_10) {
		errs.Add(at, local+": path within cluster volume must be specified.")
		return
	}
	clean := path.Clean(local)
	for _, pool := range nas.Pools() {
		root := "/mnt/" + pool
		if clean != root && !strings.HasPrefix(clean, root+"/") {
			continue
		}
		if strings.Contains(clean+"/", "/.zfs/") {
			errs.Add(at, "The path may not be within the ZFS control directory")
		}
		return
	}
	errs.Add(at, "The path must reside within a pool mount point")
}

// nested reports whether the path is a dataset with datasets in it. Newer
// releases do not find one that is written in another way: "/mnt/tank/".
func nested(r Release, nas NAS, local string) bool {
	if !r.AtLeast(V26) {
		local = path.Clean(local)
	}
	dataset := strings.TrimPrefix(local, "/mnt/") + "/"
	for _, d := range nas.Datasets() {
		if strings.HasPrefix(d, dataset) {
			return true
		}
	}
	return false
}

// checkBandwidth wants the times in order. It compares them as text: for
// releases whose schema does not pad them, "9:00" comes after "10:00".
func (t Task) checkBandwidth(errs *Problems) {
	limits := t.Data.List("bwlimit")
	for i := 1; i < len(limits); i++ {
		last, next := limits[i-1].(*ejson.Object).Text("time"), limits[i].(*ejson.Object).Text("time")
		if last >= next {
			errs.Add(fmt.Sprintf("%s.bwlimit.%d.time", t.Prefix, i), fmt.Sprintf("Invalid time order: %s, %s", last, next))
		}
	}
}
