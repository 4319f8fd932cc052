package rcloneargs

import (
	"encoding/json"
	"fmt"

	"github.com/nasphotos/nasphotos/truenas"
)

// What stands in Cmd.Args for the names of the two files, and in Cmd.Config for
// that of the key file.
const (
	ConfigPlaceholder  = "CONFIG"
	FilterPlaceholder  = "FILTER"
	KeyFilePlaceholder = "KEYFILE"
)

// Secret is a text that fmt, log/slog and encoding/json print as [redacted].
// Its Reveal method returns the text.
type Secret = truenas.Secret

// Options are what a run adds to a task.
type Options struct {
	// Release is the TrueNAS release to follow. The default is the newest one.
	Release Release
	// DryRun makes rclone only tell what it would do.
	DryRun bool
	// SnapshotPath is where the snapshot of the task's folder can be read. It is
	// required for a Push task with Snapshot, and not used for others.
	// [SnapshotPath] tells what TrueNAS uses.
	SnapshotPath string
	// PrivateKey is the private key of the SSH key pair that an SFTP credential
	// names. It is in the keychain of the NAS, not in the credential. Required for
	// such a credential, and not used for others.
	PrivateKey Secret
}

// Cmd is one run of rclone: its arguments, and the files that they name, which
// [Cmd.Write] makes.
type Cmd struct {
	// Args begins with "rclone". One argument is [ConfigPlaceholder] and one
	// [FilterPlaceholder].
	Args []string
	// Config is the text of rclone's configuration file.
	Config Secret
	// Filter is the text of the file with rclone's filter rules.
	Filter string
	// KeyFile is the text of the file with the private key, for an SFTP credential
	// that has one; empty for others. Config names it [KeyFilePlaceholder].
	KeyFile Secret
}

// Command returns what TrueNAS runs for task with the credential, which is
// usually task.Credential. The zero value of credential stands for that.
//
// A credential and a task that were read from a NAS are translated as they are
// stored. Where they were made by hand, or on another release, what the release
// would add when it stores them is added here: the defaults of fields and of
// attributes. A credential that is a [truenas.Unknown] is taken for the stored
// object, key by key, and nothing is added.
//
// One thing is not known here: TrueNAS asks S3 for the region of the bucket when
// a task is created and neither it nor the credential names one, and stores it in
// the task. For a task that is not stored yet, set Attributes.Region; without,
// the region is us-east-1.
//
// The task's scripts are not part of it: TrueNAS runs PreScript before rclone,
// which does not start if that fails, and PostScript after it succeeded.
//
// Passwords are obscured with random bytes, as rclone wants it, so Config differs
// from call to call where there are some.
//
// Source of the rules: what TrueNAS releases were observed to run.
func Command(task truenas.Task, credential truenas.Credential, options Options) (Cmd, error) {
	release, err := options.Release.traits()
	if err != nil {
		return Cmd{}, err
	}
	if task, err = readable(task); err != nil {
		return Cmd{}, err
	}
	if credential.ID == 0 && credential.Name == "" && credential.Provider == nil {
		credential = task.Credential
	}
	t := translation{task: task, release: release, privateKey: options.PrivateKey}
	if err := t.translate(credential); err != nil {
		return Cmd{}, err
	}
	args, err := t.arguments(options)
	if err != nil {
		return Cmd{}, err
	}
	w := configWriter{oneLine: release.oneLine}
	if task.Encryption {
		if err := w.encrypted(task, t.remotePath); err != nil {
			return Cmd{}, err
		}
	}
	w.remote(t.config)
	cmd := Cmd{Args: args, Config: truenas.NewSecret(w.text.String()), Filter: filter(task), KeyFile: t.keyFile}
	if release.generation == gen24_10 && t.provider.refreshed {
		if err := readBack(t.provider.name, w.text.String(), t.config); err != nil {
			return Cmd{}, err
		}
	}
	return cmd, nil
}

// readable refuses a task with placeholders in place of what a run needs.
func readable(task truenas.Task) (truenas.Task, error) {
	if !task.Encryption {
		task.EncryptionPassword, task.EncryptionSalt = Secret{}, Secret{}
	}
	if task.Redacted() {
		return task, fmt.Errorf("rcloneargs: the task: %w", truenas.ErrRedacted)
	}
	return task, nil
}

// translation is a task and a credential on the way to a command.
type translation struct {
	task       truenas.Task
	release    traits
	privateKey Secret
	provider   provider

	// credential is the stored provider object, attributes those of the task.
	credential, attributes settings
	// config is the section [remote].
	config     settings
	remotePath string
	extraArgs  []string
	keyFile    Secret
}

func (t *translation) translate(credential truenas.Credential) error {
	if err := t.readCredential(credential); err != nil {
		return err
	}
	if err := t.readAttributes(); err != nil {
		return err
	}
	t.remotePath = "remote:" + remoteFolder(t.attributes, t.provider.buckets)
	if err := t.startConfig(); err != nil {
		return err
	}
	// Yes, all of the attributes: rclone ignores options that it does not know. One
	// with the name of a field replaces it, as the region of S3.
	for _, key := range t.attributes.keys {
		t.config.set(key, t.attributes.values[key])
	}
	if t.provider.forTask == nil {
		return nil
	}
	return t.provider.forTask(t)
}

// startConfig fills the section with the credential and what the provider adds
// to it.
func (t *translation) startConfig() error {
	if t.release.generation == gen24_10 {
		// The type stands beside the fields there, and is added behind them.
		t.credential.remove("type")
	}
	for _, key := range t.credential.keys {
		value := t.credential.values[key]
		if value == nil && t.release.generation >= gen27 {
			continue // older releases write None, which rclone takes for a text
		}
		t.config.set(key, value)
	}
	t.config.set("type", t.provider.rclone)
	if t.provider.forCredential != nil {
		if err := t.provider.forCredential(t); err != nil {
			return err
		}
	}
	return t.obscurePassword()
}

// readAttributes fills in what the release stores for the attributes.
func (t *translation) readAttributes() error {
	text, err := json.Marshal(t.task.Attributes)
	if err != nil {
		return fmt.Errorf("rcloneargs: %w", err)
	}
	if t.attributes, err = parseSettings(string(text)); err != nil {
		return err
	}
	t.completeAttributes()
	if t.provider.buckets && t.attributes.text("bucket") == "" {
		return &TaskError{
			Field: "attributes.bucket", Reason: "is missing, and a " + t.provider.name + " task needs one", Remedy: "set it",
		}
	}
	return nil
}
