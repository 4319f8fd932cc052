//go:build rclone

package rcloneargs_test

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

// binary is the rclone named by NASPHOTOS_RCLONE, in a home of its own.
type binary struct {
	path, home string
	env        []string
}

func newBinary(t *testing.T) *binary {
	t.Helper()
	path := os.Getenv("NASPHOTOS_RCLONE")
	require.NotEmpty(t, path, "set NASPHOTOS_RCLONE to the path of an rclone binary")
	return &binary{path: path, home: t.TempDir()}
}

func (b *binary) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), b.path, args...)
	cmd.Env = append([]string{"HOME=" + b.home, "PATH=" + b.home}, b.env...)
	return cmd
}

// run is a command that has to succeed.
func (b *binary) run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := b.command(t, args...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	require.NoError(t, err, "%s", problems.String())
	return string(out)
}

// perform runs a command as a user would: its files in a folder of their own.
func (b *binary) perform(t *testing.T, cmd rcloneargs.Cmd) {
	t.Helper()
	args, err := cmd.Write(t.TempDir())
	require.NoError(t, err)
	require.Equal(t, "rclone", args[0])
	b.run(t, args[1:]...)
}

var served = regexp.MustCompile(`(?:started on \[http://|server on \[http://|listening on )(127\.0\.0\.1:\d+)`)

// serve starts one of rclone's servers on a folder and returns its address.
func (b *binary) serve(t *testing.T, folder, kind string, flags ...string) string {
	t.Helper()
	args := append([]string{"serve", kind, folder, "--config", filepath.Join(b.home, "none.conf"), "-v", "--vfs-cache-mode", "off"}, flags...)
	address := "127.0.0.1:0"
	if kind == "ftp" {
		address = freeAddress(t) // it has no port 0
	}
	cmd := b.command(t, append(args, "--addr", address)...)
	messages, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	drained := make(chan struct{})
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-drained
		_ = cmd.Wait()
	})
	found := make(chan string, 1)
	go func() {
		defer close(drained)
		defer close(found)
		for lines := bufio.NewScanner(messages); lines.Scan(); {
			if kind == "ftp" && strings.Contains(lines.Text(), "listening on") {
				found <- address
			} else if match := served.FindStringSubmatch(lines.Text()); match != nil {
				found <- match[1]
			}
		}
	}()
	address, ok := <-found
	require.True(t, ok, "the server ended")
	return address
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, listener.Close()) }()
	return listener.Addr().String()
}

// keyPair is a private key as TrueNAS keeps it, and the file that lets it in.
func keyPair(t *testing.T) (private, authorized string) {
	t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	block, err := ssh.MarshalPrivateKey(key, "")
	require.NoError(t, err)
	line, err := ssh.NewPublicKey(public)
	require.NoError(t, err)
	authorized = filepath.Join(t.TempDir(), "authorized_keys")
	require.NoError(t, os.WriteFile(authorized, ssh.MarshalAuthorizedKey(line), 0o600))
	return string(pem.EncodeToMemory(block)), authorized
}

// tree writes files by their names, and read is the reverse.
func tree(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(folder, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
}

func read(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		files[name] = string(text)
		return err
	}))
	return files
}

// dumped is what rclone reads from a configuration.
func (b *binary) dumped(t *testing.T, cmd rcloneargs.Cmd) map[string]map[string]string {
	t.Helper()
	args, err := cmd.Write(t.TempDir())
	require.NoError(t, err)
	var dump map[string]map[string]string
	require.NoError(t, json.Unmarshal([]byte(b.run(t, "--config", args[2], "config", "dump")), &dump))
	return dump
}

// portOf splits an address.
func portOf(t *testing.T, address string) (string, int) {
	t.Helper()
	host, text, err := net.SplitHostPort(address)
	require.NoError(t, err)
	port, err := strconv.Atoi(text)
	require.NoError(t, err)
	return host, port
}

// everyAccount has a credential of each provider, with values that are hard to
// write.
var everyAccount = []truenas.Provider{
	truenas.AzureBlob{Account: "a", Key: truenas.NewSecret("k=="), Endpoint: "https://h/"},
	truenas.B2{Account: "a # b", Key: truenas.NewSecret("k;l")},
	truenas.Box{Token: truenas.NewSecret(token)},
	truenas.Dropbox{ClientID: " c ", Token: truenas.NewSecret(token)},
	truenas.FTP{Host: "h", User: "ü", Pass: truenas.NewSecret("p`w")},
	truenas.GoogleCloudStorage{ServiceAccountCredentials: truenas.NewSecret("{\n \"project_id\": \"p\",\n \"private_key\": \"A\\nB\"\n}")},
	truenas.GoogleDrive{Token: truenas.NewSecret(token)},
	truenas.GooglePhotos{ClientSecret: truenas.NewSecret("`s"), Token: truenas.NewSecret(token)},
	truenas.HTTP{URL: truenas.NewSecret("https://u:p%20w@h/?a=b")},
	truenas.Hubic{Token: truenas.NewSecret(token)},
	truenas.OneDrive{Token: truenas.NewSecret(token), DriveType: "BUSINESS", DriveID: "b!d"},
	truenas.OpenStackSwift{User: "u", Key: truenas.NewSecret(`"""k`), Auth: "https://h/v3"},
	truenas.PCloud{Token: truenas.NewSecret(token), Hostname: "eapi.pcloud.com"},
	truenas.S3{AccessKeyID: "AK", SecretAccessKey: truenas.NewSecret("=S+/K="), Region: "r"},
	truenas.SFTP{Host: "h", User: "u", Pass: truenas.NewSecret(" p "), PrivateKey: truenas.Set(3)},
	truenas.Storj{AccessKeyID: "a", SecretAccessKey: truenas.NewSecret("s")},
	truenas.WebDAV{URL: "https://h/", Vendor: "OWNCLOUD", User: "[u]", Pass: truenas.NewSecret("")},
	truenas.Yandex{Token: truenas.NewSecret(token)},
}

// rclone reads every configuration of the newest release, and reads the values
// that are meant: those of the credential, of the task, and plain passwords.
func TestRcloneReadsEveryConfig(t *testing.T) {
	rclone := newBinary(t)
	for _, provider := range everyAccount {
		task := pull()
		task.Attributes = truenas.TaskAttributes{Folder: " `album # 1; é ", Bucket: "b"}
		task.Encryption, task.EncryptionPassword = true, truenas.NewSecret("pässword")
		cmd, err := rcloneargs.Command(task, account(provider), rcloneargs.Options{PrivateKey: truenas.NewSecret("PEM")})
		require.NoError(t, err)
		dump := rclone.dumped(t, cmd)
		require.Len(t, dump, 2)
		require.Equal(t, " `album # 1; é ", dump["remote"]["folder"], provider.ProviderType())
		require.Equal(t, "crypt", dump["encrypted"]["type"])
		require.Equal(t, "pässword", plain(t, dump["encrypted"]["password"]))

		object, err := account(provider).ProviderObject()
		require.NoError(t, err)
		var fields map[string]any
		require.NoError(t, json.Unmarshal([]byte(object.Reveal()), &fields))
		for key, value := range fields {
			got := dump["remote"][key]
			switch key {
			case "type", "vendor", "drive_type":
				require.NotEmpty(t, got)
			case "service_account_credentials":
				require.JSONEq(t, value.(string), got)
			case "pass":
				require.Equal(t, value, plain(t, got))
			default:
				if text, ok := value.(string); ok {
					require.Equal(t, text, got, "%s %s", provider.ProviderType(), key)
				}
			}
		}
	}
}

// plain is what rclone hides in a password.
func plain(t *testing.T, obscured string) string {
	t.Helper()
	text, err := rclonecfg.Reveal(obscured)
	require.NoError(t, err)
	return text.Reveal()
}
