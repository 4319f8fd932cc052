package truenastest

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// checkBasics checks what listing a folder and storing a task have in common,
// and fills the provider's defaults into data's attributes. Without a row in
// errs and without an error the provider and its credential are not nil.
func (s *Server) checkBasics(prefix string, data *ejson.Object, errs *rules.Problems) (*provider, *ejson.Object, error) {
	if data.Flag("encryption") && data.Text("encryption_password") == "" {
		errs.Add(prefix+".encryption_password", "This field is required when encryption is enabled")
	}
	if message := shellSplit(data.Text("args")); message != "" {
		errs.Add(prefix+".args", "Parse error: "+message)
	}
	s.mu.Lock()
	credential := s.credential(data.Number("credentials"))
	if credential != nil {
		credential = credential.Clone()
	}
	s.mu.Unlock()
	if credential == nil {
		errs.Add(prefix+".credentials", "Invalid credentials")
	}
	if !errs.Empty() {
		return nil, nil, nil
	}
	p := findProvider(credential.Obj("provider").Text("type"))
	if p.unsupported {
		return nil, nil, unsupportedProvider(p.name)
	}
	var mine rules.Problems
	attributes := p.attributeModel().check(prefix+".attributes", data.Get("attributes"), &mine)
	if mine.Empty() {
		data.Set("attributes", attributes)
		p.checkChunkSize(attributes.(*ejson.Object), errs)
	}
	errs.Rows = append(errs.Rows, mine.Rows...)
	return p, credential, nil
}

// checkChunkSize reports without a prefix, and the upper bound of Dropbox with
// the text of the lower one, as the real server does.
func (p *provider) checkChunkSize(attributes *ejson.Object, errs *rules.Problems) {
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

// taskCheck is a task that is to be stored or run once.
type taskCheck struct {
	prefix  string
	data    *ejson.Object
	user    *user // nil: nobody to forbid scripts to
	onetime bool
}

// check applies every rule. The remote folder is looked at only when nothing
// else is wrong.
func (t taskCheck) check(ctx context.Context, s *Server) error {
	var errs rules.Problems
	data := t.data
	if t.onetime {
		t.checkScripts(&errs, "This option may not be used for onetime cloud sync operations")
	}
	p, credential, err := s.checkBasics(t.prefix, data, &errs)
	if err != nil {
		return err
	}
	if p != nil && errs.Empty() {
		p.checkFolder(data.Obj("attributes").Text("folder"), &errs)
	}
	s.checkPath(t.prefix, data.Text("path"), &errs)
	if data.Flag("snapshot") && s.nested(data.Text("path")) {
		errs.Add(t.prefix+".snapshot", "This option is only available for datasets that have no further nesting")
	}
	if t.user != nil && !s.allows(t.user, RoleFullAdmin) {
		t.checkScripts(&errs, "The ability to edit pre-scripts and post-scripts is limited to users who have full "+
			"administrative credentials")
	}
	checkBandwidth(t.prefix, data.List("bwlimit"), &errs)
	if data.Flag("snapshot") {
		if data.Text("direction") != "PUSH" {
			errs.Add(t.prefix+".snapshot", "This option can only be enabled for PUSH tasks")
		}
		if data.Text("transfer_mode") == "MOVE" {
			errs.Add(t.prefix+".snapshot", "This option can not be used for MOVE transfer mode")
		}
	}
	if err := errs.Err(); err != nil {
		return err
	}
	return t.checkRemote(ctx, s, p, credential)
}

func (t taskCheck) checkScripts(errs *rules.Problems, message string) {
	for _, k := range []string{"pre_script", "post_script"} {
		if t.data.Text(k) != "" {
			errs.Add(t.prefix+"."+k, message)
		}
	}
}

// checkFolder is the Google Photos rule: for both directions, and reported
// without a prefix.
func (p *provider) checkFolder(folder string, errs *rules.Problems) {
	if p.name != "GOOGLE_PHOTOS" {
		return
	}
	name := strings.Trim(folder, "/")
	if name != "" {
		name = path.Clean(name)
	}
	switch name {
	case "":
		name = "root"
	case "media", "media/by-day":
	default:
		return
	}
	errs.Add("attributes.folder", "Pulling from the "+name+" directory is not allowed. Please, select a specific directory.")
}

// checkPath wants a local path within a pool. Nothing need be there.
func (s *Server) checkPath(prefix, local string, errs *rules.Problems) {
	at := prefix + ".path"
	if strings.HasPrefix(local, "EXTERNAL:") {
		errs.Add(at, "EXTERNAL: path type is not allowed.")
		return
	}
	clean := path.Clean(local)
	for _, pool := range s.config.Pools {
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

// nested reports whether the path is a dataset with datasets in it.
func (s *Server) nested(local string) bool {
	dataset := strings.TrimPrefix(local, "/mnt/") + "/"
	for _, d := range s.config.Datasets {
		if strings.HasPrefix(d, dataset) {
			return true
		}
	}
	return false
}

// checkBandwidth compares the times as text, so "9:00" comes after "10:00".
func checkBandwidth(prefix string, limits []any, errs *rules.Problems) {
	for i := 1; i < len(limits); i++ {
		last, next := limits[i-1].(*ejson.Object).Text("time"), limits[i].(*ejson.Object).Text("time")
		if last >= next {
			errs.Add(fmt.Sprintf("%s.bwlimit.%d.time", prefix, i), fmt.Sprintf("Invalid time order: %s, %s", last, next))
		}
	}
}

// checkRemote wants the folder of a PULL task to be in the listing of its
// parent, and the remote of a PUSH task to be writable.
func (t taskCheck) checkRemote(ctx context.Context, s *Server, p *provider, credential *ejson.Object) error {
	var errs rules.Problems
	if t.data.Text("direction") == "PUSH" {
		if p.readOnly {
			errs.Add(t.prefix+".direction", "This remote is read-only")
		}
		return errs.Err()
	}
	folder := strings.TrimRight(t.data.Obj("attributes").Text("folder"), "/")
	if folder == "" {
		return nil
	}
	parent := t.data.Obj("attributes").Clone()
	parent.Set("folder", path.Join(folder, ".."))
	if !strings.HasPrefix(folder, "/") && parent.Text("folder") == "." {
		parent.Set("folder", "")
	}
	entries, err := s.list(ctx, credential.Obj("provider"), p.remotePath(parent))
	if err != nil {
		return listFault(err)
	}
	name := folder[strings.LastIndex(folder, "/")+1:]
	message := "Directory does not exist"
	for _, e := range entries {
		if e.Name == name && e.Dir {
			return nil
		}
		if e.Name == name {
			message = "This is not a directory"
		}
	}
	errs.Add(t.prefix+".attributes.folder", message)
	return errs.Err()
}

// remotePath is what rclone is given after "remote:".
func (p *provider) remotePath(attributes *ejson.Object) string {
	folder := strings.TrimRight(attributes.Text("folder"), "/")
	if p.buckets {
		return attributes.Text("bucket") + "/" + strings.TrimLeft(folder, "/")
	}
	if folder == "" {
		return "/"
	}
	return folder
}

// shellSplit returns why Python's shlex.split would refuse s, or "".
func shellSplit(s string) string {
	const plain, escaped = 0, '\\'
	state, back := rune(plain), rune(plain)
	for _, r := range s {
		switch {
		case state == escaped:
			state = back
		case state == plain && (r == '"' || r == '\''), state == plain && r == escaped:
			back, state = plain, r
		case state == '"' && r == escaped:
			back, state = '"', escaped
		case state != plain && r == state:
			state = plain
		}
	}
	switch state {
	case plain:
		return ""
	case escaped:
		return "No escaped character"
	}
	return "No closing quotation"
}
