package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

var loginOptions = model{name: "AuthCommonOptions", fields: []field{
	optional("user_info", boolean{}, true), since(V26, optional("reconnect_token", boolean{}, false)),
}}

// loginModel is what auth.login_ex takes for one mechanism.
func loginModel(name string, m mechanism, fields ...field) option {
	all := append([]field{required("mechanism", m)}, fields...)
	return option{string(m), model{name: name, fields: append(all, optional("login_options", loginOptions, loginOptions))}}
}

var otpLogin = loginModel("AuthOTPToken", "OTP_TOKEN", required("otp_token", plainText))

// loginData is the parameter of auth.login_ex: a plain union at first, a
// choice by the mechanism later.
func loginData(r Release) schema {
	options := []option{
		loginModel("AuthApiKeyPlain", "API_KEY_PLAIN", required("username", plainText), required("api_key", plainText)),
		loginModel("AuthPasswordPlain", "PASSWORD_PLAIN", required("username", plainText), required("password", plainText)),
		loginModel("AuthTokenPlain", "TOKEN_PLAIN", required("token", plainText)),
		otpLogin,
	}
	if !r.AtLeast(V25_10) {
		var branches union
		for _, o := range options {
			branches = append(branches, branch{o.model.name, o.model})
		}
		return branches
	}
	if r.AtLeast(V26) {
		options = append(options, option{"SCRAM", model{name: "AuthSCRAM", fields: []field{
			required("mechanism", mechanism("SCRAM")),
			required("scram_type", oneOf("CLIENT_FIRST_MESSAGE", "CLIENT_FINAL_MESSAGE")),
			required("rfc_str", plainText),
		}}})
	}
	return tagged{key: "mechanism", options: options, show: func(tag string) string { return mechanism(tag).show(r) }}
}

func authMethods(r Release) []Method {
	return []Method{
		{Name: "auth.login_ex", params: []field{required("login_data", loginData(r))}},
		{Name: "auth.login_ex_continue", params: []field{required("login_data", otpLogin.model)}},
		{Name: "auth.login", params: []field{
			required("username", plainText), required("password", plainText), optional("otp_token", nullable{plainText}, nil),
		}},
		{Name: "auth.login_with_api_key", params: []field{required("api_key", plainText)}},
		{Name: "auth.login_with_token", params: []field{required("token", plainText)}},
		{Name: "auth.mechanism_choices"},
		{Name: "auth.me"},
		{Name: "auth.logout"},
		{Name: "auth.generate_token", params: []field{
			optional("ttl", nullable{integer{}}, 600), optional("attrs", dictionary{}, ejson.NewObject()),
			optional("match_origin", boolean{}, true), optional("single_use", boolean{}, false),
		}},
	}
}
