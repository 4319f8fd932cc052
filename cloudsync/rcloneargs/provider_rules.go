package rcloneargs

import (
	"encoding/json"
	"strconv"
	"strings"
)

func number(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }

// azureChunks: bigger parts than rclone's default, for bigger files.
func azureChunks(t *translation) error {
	t.config.set("chunk_size", "100Mi")
	return nil
}

// chunkSize is the attribute, in MiB, which replaces itself with its unit.
func (t *translation) chunkSize(fallback int64) (int64, error) {
	size, ok := t.attributes.number("chunk_size", fallback)
	if !ok {
		return 0, &TaskError{Field: "attributes.chunk_size", Reason: "is not a whole number", Remedy: "give it in MiB, as 96"}
	}
	t.config.set("chunk_size", mebibytes(size))
	return size, nil
}

func mebibytes(n int64) string { return strconv.FormatInt(n, 10) + "M" }

// b2Chunks: a file is uploaded in parts when it is greater than 200 MiB, and a
// part must not be greater than that. Beyond 128 MiB, rclone must not download in
// several streams a file that fits into two parts.
func b2Chunks(t *translation) error {
	size, err := t.chunkSize(96)
	if err != nil {
		return err
	}
	if size > 200 {
		t.config.set("upload_cutoff", mebibytes(size))
	}
	if size > 128 {
		t.extraArgs = append(t.extraArgs, "--multi-thread-cutoff="+mebibytes(2*size+1))
	}
	return nil
}

func dropboxChunks(t *translation) error {
	_, err := t.chunkSize(48)
	return err
}

// driveRoot is the user's own drive; a shared one is its own root.
func driveRoot(t *translation) error {
	if t.credential.text("team_drive") == "" {
		t.config.set("root_folder_id", "root")
	}
	return nil
}

// googleProject: the key file must be on one line, and names the project.
func googleProject(t *translation) error {
	const key = "service_account_credentials"
	text := t.credential.text(key)
	account, err := parseSettings(text)
	switch {
	case err != nil:
		return &CredentialError{
			Provider: t.provider.name, Field: key, Reason: "is not a JSON object",
			Remedy: "store the key file of a service account",
		}
	case !account.has("project_id"):
		return &CredentialError{
			Provider: t.provider.name, Field: key, Reason: "'project_id'", // Python's KeyError
			Remedy: "store the key file of a service account, which names its project",
		}
	}
	t.config.set(key, strings.NewReplacer("\r", "", "\n", "").Replace(text))
	t.config.set("project_number", account.values["project_id"])
	return nil
}

// oneDriveLimits keep Microsoft from slowing the NAS down. rclone has names of its
// own for the kinds of drives; one that TrueNAS does not know is none.
func oneDriveLimits(t *translation) error {
	t.config.set("drive_type", map[string]string{
		"PERSONAL": "personal", "BUSINESS": "business", "DOCUMENT_LIBRARY": "documentLibrary",
	}[t.credential.text("drive_type")])
	t.config.set("checkers", "1")
	t.config.set("tpslimit", "10")
	return nil
}

// sftpKey: rclone reads the private key from a file.
func sftpKey(t *translation) error {
	if t.credential.values["private_key"] == nil {
		return nil
	}
	if t.privateKey.IsZero() {
		return &CredentialError{
			Provider: t.provider.name, Field: "private_key",
			Reason: "names an SSH key pair in the keychain of the NAS, and none is given",
			Remedy: "read it there and set Options.PrivateKey",
		}
	}
	t.config.set("key_file", KeyFilePlaceholder)
	t.keyFile = t.privateKey
	return nil
}

func webDAVVendor(t *translation) error {
	t.config.set("vendor", strings.ToLower(t.credential.text("vendor")))
	return nil
}
