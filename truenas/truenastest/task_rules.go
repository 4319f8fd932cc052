package truenastest

import (
	"context"
	"fmt"
	"path"
	"strings"
)

// checkBasics checks what listing a folder and storing a task have in common,
// and fills the provider's defaults into data's attributes. Without a row in
// errs and without an error the provider and its credential are not nil.
func (s *Server) checkBasics(prefix string, data *object, errs *problems) (*provider, *object, error) {
	if data.flag("encryption") && data.text("encryption_password") == "" {
		errs.add(prefix+".encryption_password", "This field is required when encryption is enabled")
	}
	if message := shellSplit(data.text("args")); message != "" {
		errs.add(prefix+".args", "Parse error: "+message)
	}
	s.mu.Lock()
	credential := s.credential(data.number("credentials"))
	if credential != nil {
		credential = credential.clone()
	}
	s.mu.Unlock()
	if credential == nil {
		errs.add(prefix+".credentials", "Invalid credentials")
	}
	if !errs.empty() {
		return nil, nil, nil
	}
	p := findProvider(credential.obj("provider").text("type"))
	if p.unsupported {
		return nil, nil, unsupportedProvider(p.name)
	}
	var mine problems
	attributes := p.attributeModel().check(prefix+".attributes", data.get("attributes"), &mine)
	if mine.empty() {
		data.set("attributes", attributes)
		p.checkChunkSize(attributes.(*object), errs)
	}
	errs.rows = append(errs.rows, mine.rows...)
	return p, credential, nil
}

// checkChunkSize reports without a prefix, and the upper bound of Dropbox with
// the text of the lower one, as the real server does.
func (p *provider) checkChunkSize(attributes *object, errs *problems) {
	if p.name != "B2" && p.name != "DROPBOX" {
		return
	}
	size := bigInt(attributes.get("chunk_size"))
	switch {
	case !size.IsInt64() && size.Sign() > 0 && p.name == "B2":
	case size.Sign() < 0, size.IsInt64() && size.Int64() < 5:
		errs.add("chunk_size", "Must be greater than or equal to 5")
	case p.name == "DROPBOX" && (!size.IsInt64() || size.Int64() >= 150):
		errs.add("chunk_size", "Must be less than 5")
	}
}

// taskCheck is a task that is to be stored or run once.
type taskCheck struct {
	prefix  string
	data    *object
	user    *user // nil: nobody to forbid scripts to
	onetime bool
}

// check applies every rule. The remote folder is looked at only when nothing
// else is wrong.
func (t taskCheck) check(ctx context.Context, s *Server) error {
	var errs problems
	data := t.data
	if t.onetime {
		t.checkScripts(&errs, "This option may not be used for onetime cloud sync operations")
	}
	p, credential, err := s.checkBasics(t.prefix, data, &errs)
	if err != nil {
		return err
	}
	if p != nil && errs.empty() {
		p.checkFolder(data.obj("attributes").text("folder"), &errs)
	}
	s.checkPath(t.prefix, data.text("path"), &errs)
	if data.flag("snapshot") && s.nested(data.text("path")) {
		errs.add(t.prefix+".snapshot", "This option is only available for datasets that have no further nesting")
	}
	if t.user != nil && !s.allows(t.user, RoleFullAdmin) {
		t.checkScripts(&errs, "The ability to edit pre-scripts and post-scripts is limited to users who have full "+
			"administrative credentials")
	}
	checkBandwidth(t.prefix, data.list("bwlimit"), &errs)
	if data.flag("snapshot") {
		if data.text("direction") != "PUSH" {
			errs.add(t.prefix+".snapshot", "This option can only be enabled for PUSH tasks")
		}
		if data.text("transfer_mode") == "MOVE" {
			errs.add(t.prefix+".snapshot", "This option can not be used for MOVE transfer mode")
		}
	}
	if err := errs.err(); err != nil {
		return err
	}
	return t.checkRemote(ctx, s, p, credential)
}

func (t taskCheck) checkScripts(errs *problems, message string) {
	for _, k := range []string{"pre_script", "post_script"} {
		if t.data.text(k) != "" {
			errs.add(t.prefix+"."+k, message)
		}
	}
}

// checkFolder is the Google Photos rule: for both directions, and reported
// without a prefix.
func (p *provider) checkFolder(folder string, errs *problems) {
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
	errs.add("attributes.folder", "Pulling from the "+name+" directory is not allowed. Please, select a specific directory.")
}

// checkPath wants a local path within a pool. Nothing need be there.
func (s *Server) checkPath(prefix, local string, errs *problems) {
	at := prefix + ".path"
	if strings.HasPrefix(local, "EXTERNAL:") {
		errs.add(at, "EXTERNAL: path type is not allowed.")
		return
	}
	clean := path.Clean(local)
	for _, pool := range s.config.Pools {
		root := "/mnt/" + pool
		if clean != root && !strings.HasPrefix(clean, root+"/") {
			continue
		}
		if strings.Contains(clean+"/", "/.zfs/") {
			errs.add(at, "The path may not be within the ZFS control directory")
		}
		return
	}
	errs.add(at, "The path must reside within a pool mount point")
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
func checkBandwidth(prefix string, limits []any, errs *problems) {
	for i := 1; i < len(limits); i++ {
		last, next := limits[i-1].(*object).text("time"), limits[i].(*object).text("time")
		if last >= next {
			errs.add(fmt.Sprintf("%s.bwlimit.%d.time", prefix, i), fmt.Sprintf("Invalid time order: %s, %s", last, next))
		}
	}
}

// checkRemote wants the folder of a PULL task to be in the listing of its
// parent, and the remote of a PUSH task to be writable.
func (t taskCheck) checkRemote(ctx context.Context, s *Server, p *provider, credential *object) error {
	var errs problems
	if t.data.text("direction") == "PUSH" {
		if p.readOnly {
			errs.add(t.prefix+".direction", "This remote is read-only")
		}
		return errs.err()
	}
	folder := strings.TrimRight(t.data.obj("attributes").text("folder"), "/")
	if folder == "" {
		return nil
	}
	parent := t.data.obj("attributes").clone()
	parent.set("folder", path.Join(folder, ".."))
	if !strings.HasPrefix(folder, "/") && parent.text("folder") == "." {
		parent.set("folder", "")
	}
	entries, err := s.list(ctx, credential.obj("provider"), p.remotePath(parent))
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
	errs.add(t.prefix+".attributes.folder", message)
	return errs.err()
}

// remotePath is what rclone is given after "remote:".
func (p *provider) remotePath(attributes *object) string {
	folder := strings.TrimRight(attributes.text("folder"), "/")
	if p.buckets {
		return attributes.text("bucket") + "/" + strings.TrimLeft(folder, "/")
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
