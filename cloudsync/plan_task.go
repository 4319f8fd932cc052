package cloudsync

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/nasphotos/nasphotos/internal/secret"
	"github.com/nasphotos/nasphotos/truenas"
)

// taskField is a field that a Setup manages: how to show it, how to compare it
// with what the NAS stored, and how to write it. One table serves the plan, its
// rendering and the update, so they cannot disagree.
type taskField struct {
	name   string
	wanted func(truenas.TaskSpec) string
	stored func(truenas.Task) string
	write  func(*truenas.TaskUpdate, truenas.TaskSpec)
	// always shows the field in a create even if it holds TrueNAS's default.
	always bool
	// hidden values are compared and never shown.
	hidden bool
}

var taskFields = []taskField{
	{
		name: "description", always: true,
		wanted: func(s truenas.TaskSpec) string { return s.Description },
		stored: func(t truenas.Task) string { return t.Description },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.Description = truenas.Set(s.Description) },
	},
	{
		name: "direction", always: true,
		wanted: func(s truenas.TaskSpec) string { return string(s.Direction) },
		stored: func(t truenas.Task) string { return string(t.Direction) },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.Direction = truenas.Set(s.Direction) },
	},
	{
		name: "transfer_mode", always: true,
		wanted: func(s truenas.TaskSpec) string { return string(s.TransferMode) },
		stored: func(t truenas.Task) string { return string(t.TransferMode) },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.TransferMode = truenas.Set(s.TransferMode) },
	},
	{
		// The folder decides what rclone lists, and rclone ignores slashes at its ends.
		name: "attributes.folder", always: true,
		wanted: func(s truenas.TaskSpec) string { return strings.Trim(s.Attributes.Folder, "/") },
		stored: func(t truenas.Task) string { return strings.Trim(t.Attributes.Folder, "/") },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.Attributes = truenas.Set(s.Attributes) },
	},
	{
		name: "path", always: true,
		wanted: func(s truenas.TaskSpec) string { return path.Clean(s.Path) },
		stored: func(t truenas.Task) string { return path.Clean(t.Path) },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.Path = truenas.Set(s.Path) },
	},
	{
		name: "schedule", always: true,
		wanted: func(s truenas.TaskSpec) string { return cron(s.Schedule) },
		stored: func(t truenas.Task) string { return cron(t.Schedule) },
		write: func(u *truenas.TaskUpdate, s truenas.TaskSpec) {
			u.Schedule = truenas.Set(withDefaults(s.Schedule))
		},
	},
	{
		name: "enabled", always: true,
		wanted: func(s truenas.TaskSpec) string { return strconv.FormatBool(enabled(s)) },
		stored: func(t truenas.Task) string { return strconv.FormatBool(t.Enabled) },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.Enabled = truenas.Set(enabled(s)) },
	},
	{
		name:   "transfers",
		wanted: func(s truenas.TaskSpec) string { return optionalInt(s.Transfers) },
		stored: func(t truenas.Task) string { return optionalInt(t.Transfers) },
		write: func(u *truenas.TaskUpdate, s truenas.TaskSpec) {
			if s.Transfers == nil {
				u.Transfers = truenas.Null[int]()
				return
			}
			u.Transfers = truenas.Set(*s.Transfers)
		},
	},
	{
		name:   "bwlimit",
		wanted: func(s truenas.TaskSpec) string { return limits(s.BWLimit) },
		stored: func(t truenas.Task) string { return limits(t.BWLimit) },
		write: func(u *truenas.TaskUpdate, s truenas.TaskSpec) {
			u.BWLimit = truenas.Set(s.BWLimit)
		},
	},
	{
		name:   "include",
		wanted: func(s truenas.TaskSpec) string { return patterns(s.Include) },
		stored: func(t truenas.Task) string { return patterns(t.Include) },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.Include = truenas.Set(s.Include) },
	},
	{
		name:   "exclude",
		wanted: func(s truenas.TaskSpec) string { return patterns(s.Exclude) },
		stored: func(t truenas.Task) string { return patterns(t.Exclude) },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.Exclude = truenas.Set(s.Exclude) },
	},
	{
		name:   "args",
		wanted: func(s truenas.TaskSpec) string { return s.Args },
		stored: func(t truenas.Task) string { return t.Args },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.Args = truenas.Set(s.Args) },
	},
	{
		name:   "pre_script",
		wanted: func(s truenas.TaskSpec) string { return s.PreScript },
		stored: func(t truenas.Task) string { return t.PreScript },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.PreScript = truenas.Set(s.PreScript) },
	},
	{
		name:   "post_script",
		wanted: func(s truenas.TaskSpec) string { return s.PostScript },
		stored: func(t truenas.Task) string { return t.PostScript },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.PostScript = truenas.Set(s.PostScript) },
	},
	flag("snapshot",
		func(s truenas.TaskSpec) bool { return s.Snapshot }, func(t truenas.Task) bool { return t.Snapshot },
		func(u *truenas.TaskUpdate, v bool) { u.Snapshot = truenas.Set(v) }),
	flag("follow_symlinks",
		func(s truenas.TaskSpec) bool { return s.FollowSymlinks }, func(t truenas.Task) bool { return t.FollowSymlinks },
		func(u *truenas.TaskUpdate, v bool) { u.FollowSymlinks = truenas.Set(v) }),
	flag("create_empty_src_dirs",
		func(s truenas.TaskSpec) bool { return s.CreateEmptySrcDirs }, func(t truenas.Task) bool { return t.CreateEmptySrcDirs },
		func(u *truenas.TaskUpdate, v bool) { u.CreateEmptySrcDirs = truenas.Set(v) }),
	flag("encryption",
		func(s truenas.TaskSpec) bool { return s.Encryption }, func(t truenas.Task) bool { return t.Encryption },
		func(u *truenas.TaskUpdate, v bool) { u.Encryption = truenas.Set(v) }),
	flag("filename_encryption",
		func(s truenas.TaskSpec) bool { return s.FilenameEncryption }, func(t truenas.Task) bool { return t.FilenameEncryption },
		func(u *truenas.TaskUpdate, v bool) { u.FilenameEncryption = truenas.Set(v) }),
	{
		name: "encryption_password", hidden: true,
		wanted: func(s truenas.TaskSpec) string { return s.EncryptionPassword.Reveal() },
		stored: func(t truenas.Task) string { return t.EncryptionPassword.Reveal() },
		write: func(u *truenas.TaskUpdate, s truenas.TaskSpec) {
			u.EncryptionPassword = truenas.Set(s.EncryptionPassword)
		},
	},
	{
		name: "encryption_salt", hidden: true,
		wanted: func(s truenas.TaskSpec) string { return s.EncryptionSalt.Reveal() },
		stored: func(t truenas.Task) string { return t.EncryptionSalt.Reveal() },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { u.EncryptionSalt = truenas.Set(s.EncryptionSalt) },
	},
}

func flag(name string, wanted func(truenas.TaskSpec) bool, stored func(truenas.Task) bool, write func(*truenas.TaskUpdate, bool)) taskField {
	return taskField{
		name:   name,
		wanted: func(s truenas.TaskSpec) string { return onlyTrue(wanted(s)) },
		stored: func(t truenas.Task) string { return onlyTrue(stored(t)) },
		write:  func(u *truenas.TaskUpdate, s truenas.TaskSpec) { write(u, wanted(s)) },
	}
}

// planTask compares the wanted task with the one of its description.
func (p *Plan) planTask(found []truenas.Task) error {
	spec := p.setup.Task
	var same []truenas.Task
	for _, task := range found {
		if task.Description == spec.Description {
			same = append(same, task)
		}
	}
	p.Task = Change{Action: Create, Kind: "task", Name: spec.Description}
	if len(same) > 1 {
		ids := make([]int, len(same))
		for i, task := range same {
			ids[i] = task.ID
		}
		return &AmbiguousError{Kind: "task", Name: spec.Description, IDs: ids}
	}
	if len(same) == 0 {
		for _, field := range taskFields {
			if value := field.wanted(spec); field.always || value != "" {
				p.Task.Fields = append(p.Task.Fields, FieldChange{Field: field.name, To: field.show(value)})
			}
		}
		p.Task.Fields = append(p.Task.Fields, FieldChange{Field: "credentials", To: strconv.Quote(p.setup.CredentialName)})
		return nil
	}
	p.existing = same[0]
	p.Task.Action, p.Task.ID = Update, p.existing.ID
	for _, field := range taskFields {
		if from, to := field.stored(p.existing), field.wanted(spec); from != to {
			p.Task.Fields = append(p.Task.Fields, FieldChange{Field: field.name, From: orNone(field.show(from)), To: orNone(field.show(to))})
		}
	}
	wanted, err := otherAttributes(spec.Attributes)
	if err != nil {
		return err
	}
	stored, err := otherAttributes(p.existing.Attributes)
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		if from, to := string(stored[key]), string(wanted[key]); from != to {
			p.Task.Fields = append(p.Task.Fields, FieldChange{Field: "attributes." + key, From: orNone(from), To: to})
		}
	}
	if p.Credential.ID == 0 || p.existing.Credential.ID != p.Credential.ID {
		p.Task.Fields = append(p.Task.Fields, FieldChange{
			Field: "credentials", From: strconv.Quote(p.existing.Credential.Name), To: strconv.Quote(p.setup.CredentialName),
		})
	}
	if len(p.Task.Fields) == 0 {
		p.Task.Action = Keep
	}
	return nil
}

func (f taskField) show(value string) string {
	if f.hidden && value != "" {
		return secret.Redacted
	}
	return value
}

// taskUpdate writes every managed field: an update that sends only what differs
// could meet a task that somebody changed after the plan.
func taskUpdate(spec truenas.TaskSpec) truenas.TaskUpdate {
	var update truenas.TaskUpdate
	for _, field := range taskFields {
		field.write(&update, spec)
	}
	update.CredentialID = truenas.Set(spec.CredentialID)
	return update
}

// withDefaults fills in what TrueNAS would: hourly, at minute 0.
func withDefaults(schedule truenas.Schedule) truenas.Schedule {
	for _, part := range []struct {
		value    *string
		standard string
	}{
		{&schedule.Minute, "00"}, {&schedule.Hour, "*"}, {&schedule.Dom, "*"}, {&schedule.Month, "*"}, {&schedule.Dow, "*"},
	} {
		if *part.value == "" {
			*part.value = part.standard
		}
	}
	return schedule
}

// cron shows a schedule as a crontab line. A padded minute is the same minute.
func cron(s truenas.Schedule) string {
	full := withDefaults(s)
	parts := []string{full.Minute, full.Hour, full.Dom, full.Month, full.Dow}
	for i, part := range parts {
		if n, err := strconv.Atoi(part); err == nil {
			parts[i] = strconv.Itoa(n)
		}
	}
	return strings.Join(parts, " ")
}

// enabled is TrueNAS's default unless the spec says otherwise.
func enabled(s truenas.TaskSpec) bool {
	value, set := s.Enabled.Value()
	return value || !set
}

func optionalInt(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// limits shows a timetable to the byte, as rclone takes it: "08:00,1M 20:00,off".
func limits(all truenas.BandwidthSchedule) string {
	padded := slices.Clone(all)
	for i := range padded {
		padded[i].Time = clock(padded[i].Time)
	}
	return padded.String()
}

// clock shows a time of day with two digits each, as 26 and later store it: "9:0"
// becomes "09:00".
func clock(text string) string {
	parts := strings.Split(text, ":")
	for i, part := range parts {
		if len(part) == 1 {
			parts[i] = "0" + part
		}
	}
	return strings.Join(parts, ":")
}

func patterns(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return fmt.Sprintf("%q", all)
}

func onlyTrue(b bool) string {
	if b {
		return "true"
	}
	return ""
}
