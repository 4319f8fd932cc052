package rclonecfg_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// A text that has lost an = or a line break gives a key that goes on with the
// start of a secret.
func TestRemoteErrorHidesDamagedKeys(t *testing.T) {
	const hidden = "[redacted]"
	for key, want := range map[string]string{
		"read-only":                                 "read-only",
		"Read_Only":                                 "Read_Only",
		"READ_ONLY":                                 "READ_ONLY",
		"overide.tpslimit":                          "overide.tpslimit",
		"sse_customer_key_sha256":                   "sse_customer_key_sha256",
		"client_secretGOCSPX-a1B2c3D4":              hidden,
		"tokenya29.a0AfH6SMBx":                      hidden,
		`0abc","expiry"`:                            hidden,
		"client_id742138104895-x":                   hidden,
		"passwordcorrecthorsebattery":               hidden,
		"a_b_c_d_e_f_g_h_i_j_k_l_m_n_o_p_q_r_s_t_u": hidden,
	} {
		remote := rclonecfg.Remote{Name: "p", Type: "googlephotos", Options: pairs(key, "v")}
		_, err := rclonecfg.ParseGooglePhotos(remote)
		var remoteErr *rclonecfg.RemoteError
		require.ErrorAs(t, err, &remoteErr)
		require.Equal(t, want, remoteErr.Key)
		require.ErrorContains(t, err, `option "`+want+`"`)

		_, err = rclonecfg.ParseGooglePhotos(rclonecfg.Remote{Name: "p", Type: key})
		require.ErrorContains(t, err, `is "`+want+`": choose`)
	}
	_, err := rclonecfg.ParseGooglePhotos(rclonecfg.Remote{Name: "p", Type: "google cloud storage"})
	require.ErrorContains(t, err, `is "google cloud storage": choose`)
}
