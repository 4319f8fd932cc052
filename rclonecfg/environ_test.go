package rclonecfg_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func TestEnviron(t *testing.T) {
	tests := map[string]struct {
		remote rclonecfg.Remote
		want   []string
	}{
		"Google Photos": {
			rclonecfg.Remote{Name: "photos", Type: "googlephotos", Options: pairs("client_id", "id", "token", `{"a":"b"}`)},
			[]string{"RCLONE_CONFIG_PHOTOS_TYPE=googlephotos", "RCLONE_CONFIG_PHOTOS_CLIENT_ID=id", `RCLONE_CONFIG_PHOTOS_TOKEN={"a":"b"}`},
		},
		"hyphens": {
			rclonecfg.Remote{Name: "my-photos", Type: "alias", Options: pairs("re-mote", "/tmp")},
			[]string{"RCLONE_CONFIG_MY-PHOTOS_TYPE=alias", "RCLONE_CONFIG_MY-PHOTOS_RE_MOTE=/tmp"},
		},
		"blanks, dots and letters": {
			rclonecfg.Remote{Name: "Zürich 2.b", Type: "google photos"},
			[]string{"RCLONE_CONFIG_ZÜRICH 2.B_TYPE=google photos"},
		},
		"values as they are": {
			rclonecfg.Remote{Name: "a", Type: "b", Options: pairs("c", "", "d", " =\n%(x)s\"", "e.f", "g")},
			[]string{"RCLONE_CONFIG_A_TYPE=b", "RCLONE_CONFIG_A_C=", "RCLONE_CONFIG_A_D= =\n%(x)s\"", "RCLONE_CONFIG_A_E.F=g"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			environ, err := test.remote.Environ()
			require.NoError(t, err)
			require.Equal(t, test.want, environ)
		})
	}
}

func TestEnvironRefuses(t *testing.T) {
	tests := map[string]struct {
		remote rclonecfg.Remote
		want   string
	}{
		"no name":          {rclonecfg.Remote{Type: "alias"}, `remote "": cannot be a remote of the environment`},
		"name":             {rclonecfg.Remote{Name: "a=b", Type: "alias"}, `remote "a=b": cannot be`},
		"no type":          {rclonecfg.Remote{Name: "a"}, `remote "a": has no type`},
		"NUL in the type":  {rclonecfg.Remote{Name: "a", Type: "hunter2\x00"}, `option "type": the value has a NUL`},
		"NUL":              {rclonecfg.Remote{Name: "a", Type: "b", Options: pairs("c", "hunter2\x00")}, `option "c": the value has a NUL`},
		"key":              {rclonecfg.Remote{Name: "a", Type: "b", Options: pairs("c=", "hunter2")}, `option "[redacted]": is not an option name`},
		"twice":            {rclonecfg.Remote{Name: "a", Type: "b", Options: pairs("c", "hunter2", "c", "d")}, `is the same variable as option "c"`},
		"twice by case":    {rclonecfg.Remote{Name: "a", Type: "b", Options: pairs("c", "hunter2", "C", "d")}, `is the same variable as option "c"`},
		"twice by hyphen":  {rclonecfg.Remote{Name: "a", Type: "b", Options: pairs("c-d", "hunter2", "c_d", "d")}, `is the same variable as option "c-d"`},
		"type as anoption": {rclonecfg.Remote{Name: "a", Type: "b", Options: pairs("Type", "hunter2")}, `is the same variable as option "type"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			environ, err := test.remote.Environ()
			var refused *rclonecfg.RemoteError
			require.ErrorAs(t, err, &refused)
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "hunter2")
			require.Empty(t, environ)
		})
	}
}

func TestParseEnviron(t *testing.T) {
	tests := map[string]struct {
		environ []string
		want    []rclonecfg.Remote
	}{
		"none":            {nil, []rclonecfg.Remote{}},
		"rclone's own":    {[]string{"RCLONE_CONFIG=/a", "RCLONE_CONFIG_PASS=x", "RCLONE_CONFIG_DIR=/a", "_RCLONE_CONFIG_KEY_FILE=x", "RCLONE_GPHOTOS_TYPE=x", "RCLONE_TYPE=x"}, []rclonecfg.Remote{}},
		"without type":    {[]string{"RCLONE_CONFIG_A_TOKEN=x", "RCLONE_CONFIG_B_TYPE="}, []rclonecfg.Remote{}},
		"without name":    {[]string{"RCLONE_CONFIG_TYPE=x", "RCLONE_CONFIG__TYPE=x"}, []rclonecfg.Remote{}},
		"not a variable":  {[]string{"RCLONE_CONFIG_A_TYPE", "", "=RCLONE_CONFIG_A_TYPE=x"}, []rclonecfg.Remote{}},
		"small letters":   {[]string{"RCLONE_CONFIG_a_TYPE=x", "RCLONE_CONFIG_B_type=x", "rclone_config_C_TYPE=x"}, []rclonecfg.Remote{}},
		"not a name":      {[]string{"RCLONE_CONFIG_-A_TYPE=x", "RCLONE_CONFIG_A/B_TYPE=x", "RCLONE_CONFIG_\xff_TYPE=x"}, []rclonecfg.Remote{}},
		"in the value":    {[]string{"RCLONE_CONFIG_A_B=c_TYPE=d"}, []rclonecfg.Remote{}},
		"named pass":      {[]string{"RCLONE_CONFIG_PASS=x", "RCLONE_CONFIG_PASS_TYPE=b"}, []rclonecfg.Remote{{Name: "pass", Type: "b"}}},
		"underscore":      {[]string{"RCLONE_CONFIG___TYPE=b"}, []rclonecfg.Remote{{Name: "_", Type: "b"}}},
		"value with =":    {[]string{"RCLONE_CONFIG_A_TYPE=b=c"}, []rclonecfg.Remote{{Name: "a", Type: "b=c"}}},
		"type in capital": {[]string{"RCLONE_CONFIG_A_TYPE=Alias"}, []rclonecfg.Remote{{Name: "a", Type: "Alias"}}},
		"order":           {[]string{"RCLONE_CONFIG_A_Z=1", "RCLONE_CONFIG_B_TYPE=b", "RCLONE_CONFIG_A_TYPE=a", "RCLONE_CONFIG_A_Y=2"}, []rclonecfg.Remote{{Name: "b", Type: "b"}, {Name: "a", Type: "a", Options: pairs("z", "1", "y", "2")}}},
		"empty value":     {[]string{"RCLONE_CONFIG_A_TYPE=a", "RCLONE_CONFIG_A_Y="}, []rclonecfg.Remote{{Name: "a", Type: "a", Options: pairs("y", "")}}},
		"last counts": {
			[]string{"RCLONE_CONFIG_A_TYPE=b", "RCLONE_CONFIG_A_C=1", "RCLONE_CONFIG_A_D=2", "RCLONE_CONFIG_A_C=3", "RCLONE_CONFIG_A_TYPE=e"},
			[]rclonecfg.Remote{{Name: "a", Type: "e", Options: pairs("d", "2", "c", "3")}},
		},
		"last is empty": {[]string{"RCLONE_CONFIG_A_TYPE=b", "RCLONE_CONFIG_A_TYPE="}, []rclonecfg.Remote{}},
		"keys that rclone does not ask for": {
			[]string{"RCLONE_CONFIG_A_TYPE=b", "RCLONE_CONFIG_A_=1", "RCLONE_CONFIG_A_X-Y=1", "RCLONE_CONFIG_A_\u212a=1", "RCLONE_CONFIG_A_x=1", "RCLONE_CONFIG_A_X Y=1"},
			[]rclonecfg.Remote{{Name: "a", Type: "b"}},
		},
		"names": {
			[]string{"RCLONE_CONFIG_MY-P Q.R_TYPE=a", "RCLONE_CONFIG_ÜB_TYPE=a", "RCLONE_CONFIG_STRAßE_TYPE=a", "RCLONE_CONFIG_STRAẞE_TYPE=a"},
			[]rclonecfg.Remote{{Name: "my-p q.r", Type: "a"}, {Name: "üb", Type: "a"}, {Name: "straße", Type: "a"}, {Name: "STRAẞE", Type: "a"}},
		},
		"two meanings": {
			[]string{"RCLONE_CONFIG_OD_TYPE=onedrive", "RCLONE_CONFIG_OD_DRIVE_TYPE=business", "RCLONE_CONFIG_OD_DRIVE_ID=1"},
			[]rclonecfg.Remote{
				{Name: "od", Type: "onedrive", Options: pairs("drive_type", "business", "drive_id", "1")},
				{Name: "od_drive", Type: "business", Options: pairs("id", "1")},
			},
		},
		"a longer name": {
			[]string{
				"RCLONE_CONFIG_P_TYPE=gphotos", "RCLONE_CONFIG_P_READ_TYPE=box", "RCLONE_CONFIG_P_READ_ONLY=true",
				"RCLONE_CONFIG_P_READ_TOKEN=x", "RCLONE_CONFIG_P_READ_TYPO=x", "RCLONE_CONFIG_P_TYPO=x", "RCLONE_CONFIG_P_OVERRIDE.DUMP=x",
			},
			[]rclonecfg.Remote{
				{Name: "p", Type: "gphotos", Options: pairs("read_only", "true", "typo", "x", "override.dump", "x")},
				{Name: "p_read", Type: "box", Options: pairs("token", "x", "typo", "x")},
			},
		},
		"option without a field": {
			[]string{"RCLONE_CONFIG_P_TYPE=onedrive", "RCLONE_CONFIG_P_LINK_TYPE=view", "RCLONE_CONFIG_P_LINK_SCOPE=x"},
			[]rclonecfg.Remote{
				{Name: "p", Type: "onedrive", Options: pairs("link_type", "view", "link_scope", "x")},
				{Name: "p_link", Type: "view", Options: pairs("scope", "x")},
			},
		},
		"a longer name of any type": {
			[]string{"RCLONE_CONFIG_P_TYPE=crypt", "RCLONE_CONFIG_P_2_TYPE=crypt", "RCLONE_CONFIG_P_2_REMOTE=x"},
			[]rclonecfg.Remote{
				{Name: "p", Type: "crypt", Options: pairs("2_type", "crypt", "2_remote", "x")},
				{Name: "p_2", Type: "crypt", Options: pairs("remote", "x")},
			},
		},
		"type of a remote called like a type": {
			[]string{"RCLONE_CONFIG_A_TYPE=b", "RCLONE_CONFIG_A_TYPE_TYPE=c"},
			[]rclonecfg.Remote{{Name: "a", Type: "b", Options: pairs("type_type", "c")}, {Name: "a_type", Type: "c"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, rclonecfg.ParseEnviron(test.environ))
		})
	}
}

func FuzzParseEnviron(f *testing.F) {
	for _, seed := range []string{
		"RCLONE_CONFIG_PHOTOS_TYPE=googlephotos\x00RCLONE_CONFIG_PHOTOS_TOKEN={}\x00PATH=/bin",
		"RCLONE_CONFIG_A_TYPE=b\x00RCLONE_CONFIG_A_B_TYPE=c\x00RCLONE_CONFIG_A_B_C=\x00RCLONE_CONFIG_A_TYPE=d",
		"RCLONE_CONFIG_STRAẞE_TYPE=a\x00RCLONE_CONFIG_İ_TYPE=a\x00RCLONE_CONFIG_ǅ_TYPE=a",
		"RCLONE_CONFIG_A__TYPE=a\x00RCLONE_CONFIG___TYPE=a\x00RCLONE_CONFIG_=\x00=",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, remote := range rclonecfg.ParseEnviron(strings.Split(text, "\x00")) {
			environ, err := remote.Environ()
			require.NoError(t, err)
			// A variable _TYPE may make more remotes out of the options of one.
			require.Contains(t, rclonecfg.ParseEnviron(environ), remote)
		}
	})
}
