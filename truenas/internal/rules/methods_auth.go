package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

func authMethods(Release) []Method {
	common := model{name: "AuthCommonOptions", fields: []field{optional("user_info", boolean{}, true)}}
	options := optional("login_options", common, common.defaults())
	mechanism := func(name string, fields ...field) option {
		all := append([]field{required("mechanism", oneOf(name))}, fields...)
		return option{name, model{name: "Auth", fields: append(all, options)}}
	}
	otp := mechanism("OTP_TOKEN", required("otp_token", plainText))
	data := tagged{key: "mechanism", show: func(tag string) string { return "<AuthMech." + tag + ": '" + tag + "'>" }, options: []option{
		mechanism("API_KEY_PLAIN", required("username", plainText), required("api_key", plainText)),
		mechanism("PASSWORD_PLAIN", required("username", plainText), required("password", plainText)),
		mechanism("TOKEN_PLAIN", required("token", plainText)),
		otp,
	}}
	attrs := optional("attrs", dictionary{}, ejson.NewObject())
	return []Method{
		{Name: "auth.login_ex", params: []field{required("login_data", data)}},
		{Name: "auth.login_ex_continue", params: []field{required("login_data", otp.model)}},
		{Name: "auth.login", params: []field{
			required("username", plainText), required("password", plainText), optional("otp_token", nullable{plainText}, nil),
		}},
		{Name: "auth.login_with_api_key", params: []field{required("api_key", plainText)}},
		{Name: "auth.login_with_token", params: []field{required("token", plainText)}},
		{Name: "auth.mechanism_choices"},
		{Name: "auth.me"},
		{Name: "auth.logout"},
		{Name: "auth.generate_token", params: []field{
			optional("ttl", nullable{integer{}}, 600), attrs,
			optional("match_origin", boolean{}, true), optional("single_use", boolean{}, false),
		}},
	}
}
