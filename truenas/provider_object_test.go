package truenas_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// What was read is told as it was read, in its order and with its nulls.
func TestProviderObjectOfStoredCredentials(t *testing.T) {
	for entry, want := range map[string]string{
		`{"id":1,"name":"n","provider":{"type":"FTP","host":"h","port":21,"user":"u","pass":""}}`:                `{"type":"FTP","host":"h","port":21,"user":"u","pass":""}`,
		`{"id":1,"name":"n","provider":{"type":"SFTP","pass":null,"host":"h","user":"u"}}`:                       `{"type":"SFTP","pass":null,"host":"h","user":"u"}`,
		`{"id":1,"name":"n","provider":{"type":"B2","key":"k","new":{"x":[1]},"account":"a"}}`:                   `{"type":"B2","key":"k","new":{"x":[1]},"account":"a"}`,
		`{"id":1,"name":"n","provider":{"type":"S3","access_key_id":"a","secret_access_key":"s","provider":""}}`: `{"type":"S3","access_key_id":"a","secret_access_key":"s","provider":""}`,
		`{"id":1,"name":"n","provider":{"type":"NEW","z":1,"a":2}}`:                                              `{"type":"NEW","z":1,"a":2}`,
		`{"id":1,"name":"n","provider":"S3","attributes":{"region":"","secret_access_key":"s","x":"y"}}`:         `{"region":"","secret_access_key":"s","x":"y","type":"S3"}`,
		`{"id":1,"name":"n","provider":"NEW","attributes":{"z":1,"a":2}}`:                                        `{"z":1,"a":2,"type":"NEW"}`,
	} {
		object, err := decoded[truenas.Credential](t, entry).ProviderObject()
		require.NoError(t, err, entry)
		require.Equal(t, want, object.Reveal())
	}
}

// A provider that was set or changed is told by its fields.
func TestProviderObjectOfProviders(t *testing.T) {
	read := decoded[truenas.Credential](t, `{"id":1,"name":"n","provider":{"type":"SFTP","pass":null,"user":"u","host":"h","zoo":1,"new":2}}`)
	sftp, ok := read.Provider.(truenas.SFTP)
	require.True(t, ok)
	sftp.Pass = truenas.NewSecret("p")
	for want, provider := range map[string]truenas.Provider{
		`{"type":"SFTP","host":"h","port":22,"user":"u","pass":"p","new":2,"zoo":1}`: sftp,
		`{"type":"GOOGLE_PHOTOS","token":"{\r\n}"}`:                                  truenas.GooglePhotos{Token: truenas.NewSecret("{\r\n}")},
		`{"type":"S3","access_key_id":"a","secret_access_key":""}`:                   &truenas.S3{AccessKeyID: "a"},
		`{"type":"NEW", "a": 1}`:                                                     truenas.Unknown{Type: "NEW", Raw: truenas.NewSecret(`{"type":"NEW", "a": 1}`)},
	} {
		read.Provider = provider
		object, err := read.ProviderObject()
		require.NoError(t, err)
		require.Equal(t, want, object.Reveal())
	}
}

func TestProviderObjectErrors(t *testing.T) {
	for entry, want := range map[string]string{
		`{"id":1,"name":"n"}`:                                                          "credential 1 has no provider",
		`{"id":1,"name":"n","provider":"********"}`:                                    truenas.ErrRedacted.Error(),
		`{"id":1,"name":"n","provider":{"type":"B2","key":"********"}}`:                truenas.ErrRedacted.Error(),
		`{"id":1,"name":"n","provider":"B2","attributes":{"x":null,"key":"********"}}`: truenas.ErrRedacted.Error(),
	} {
		object, err := decoded[truenas.Credential](t, entry).ProviderObject()
		require.ErrorContains(t, err, want, entry)
		require.True(t, object.IsZero())
	}
}

// Older releases give attributes to rclone in the order in which they store them.
func TestTaskAttributesKeepTheirOrder(t *testing.T) {
	for _, stored := range []string{
		`{"chunk_size":96,"fast_list":false,"bucket":"b","folder":"f"}`,
		`{"bucket":"b","folder":"f","fast_list":false}`,
		`{"zoo":1,"folder":"f","acknowledge_abuse":true,"fast_list":true,"new":null}`,
	} {
		require.Equal(t, stored, string(mustJSON(decoded[truenas.TaskAttributes](t, stored))))
	}
	changed := decoded[truenas.TaskAttributes](t, `{"fast_list":false,"folder":"f"}`)
	changed.Bucket = "b"
	require.Regexp(t, "fast_list.*folder.*bucket", string(mustJSON(changed)), "what is new comes behind")
}
