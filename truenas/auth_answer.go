package truenas

import "context"

// Values of response_type in the answer of auth.login_ex.
const (
	responseSuccess  = "SUCCESS"
	responseWrong    = "AUTH_ERR"
	responseExpired  = "EXPIRED"
	responseDenied   = "DENIED"
	responseOTP      = "OTP_REQUIRED"
	responseRedirect = "REDIRECT"
	responseSCRAM    = "SCRAM_RESPONSE"
)

// The methods of a login in JSON-RPC.
const (
	methodLogin         = "auth.login_ex"
	methodLoginContinue = "auth.login_ex_continue"
)

// loginAnswer is what TrueNAS says to one step of a login.
type loginAnswer struct {
	response string
	urls     []string // of REDIRECT
	step     string   // scram_type
	text     string   // rfc_str
}

// ask sends one step of a login over JSON-RPC.
func (m mechanism) ask(ctx context.Context, session LoginSession, method string, data map[string]any) (loginAnswer, error) {
	o, err := call[object](ctx, session, method, data)
	if err != nil {
		return loginAnswer{}, m.failed(err)
	}
	var a loginAnswer
	for key, target := range map[string]*string{"response_type": &a.response, "scram_type": &a.step, "rfc_str": &a.text} {
		if err := field(o, key, target); err != nil {
			return loginAnswer{}, err
		}
	}
	// Without them the answer still says what it is.
	_ = field(o, "urls", &a.urls)
	return a, nil
}

// login is a whole login of one step over JSON-RPC.
func (m mechanism) login(ctx context.Context, session LoginSession, data map[string]any) error {
	data["mechanism"] = m.name
	data["login_options"] = loginOptions()
	a, err := m.ask(ctx, session, methodLogin, data)
	if err != nil {
		return err
	}
	if a.response != responseSuccess {
		return m.refused(a)
	}
	return nil
}

// loginOptions leave out roles and profile of the user, which are of no use
// here, and long.
func loginOptions() map[string]any { return map[string]any{"user_info": false} }

// loginLegacy is a login over the legacy protocol, where a refusal is a plain
// no.
func (m mechanism) loginLegacy(ctx context.Context, session LoginSession, method string, params ...any) error {
	ok, err := call[bool](ctx, session, method, params...)
	if err != nil {
		return m.failed(err)
	}
	if !ok {
		return m.refused(loginAnswer{response: responseWrong})
	}
	return nil
}
