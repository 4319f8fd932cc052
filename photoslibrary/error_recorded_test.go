package photoslibrary_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/api/googleapi"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

const consoleURL = "https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104895"

// answered is what a caller of an API makes of an answer.
func answered(t *testing.T, status int, header http.Header, body string) *photoslibrary.Error {
	t.Helper()
	if header == nil {
		header = http.Header{}
	}
	err := googleapi.CheckResponse(&http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))})
	require.Error(t, err)
	return photoslibrary.NewError("ask", err)
}

var sentinels = []error{
	photoslibrary.ErrAPIDisabled, photoslibrary.ErrScope, photoslibrary.ErrUnauthenticated, photoslibrary.ErrQuota,
	photoslibrary.ErrQuotaExhausted, photoslibrary.ErrRateLimited, photoslibrary.ErrNotFound, photoslibrary.ErrBaseURLExpired,
	photoslibrary.ErrVideoNotReady, photoslibrary.ErrUncertain, photoslibrary.ErrStorageFull,
}

func TestRecordedAnswers(t *testing.T) {
	is := func(errs ...error) []error { return errs }
	day := is(photoslibrary.ErrQuota, photoslibrary.ErrQuotaExhausted)
	minute := is(photoslibrary.ErrQuota, photoslibrary.ErrRateLimited)
	half := func(body string) string {
		begin, _, _ := strings.Cut(body, "then retry")
		return begin
	}
	tests := map[string]struct {
		status  int
		body    string
		want    []error
		reason  string
		message string // what people read
	}{
		"API off":             {403, bodyDisabled, is(photoslibrary.ErrAPIDisabled), "SERVICE_DISABLED", "enable the API at " + consoleURL + " and wait some minutes"},
		"API off, help":       {403, bodyDisabledHelp, is(photoslibrary.ErrAPIDisabled), "", "enable the API at " + consoleURL},
		"API off, text":       {403, bodyDisabledText, is(photoslibrary.ErrAPIDisabled), "", "enable the API at " + consoleURL},
		"API off, cut":        {403, half(bodyDisabledText), is(photoslibrary.ErrAPIDisabled), "", "enable the API at " + consoleURL},
		"API off, old":        {403, bodyDisabledOld, is(photoslibrary.ErrAPIDisabled), "", "enable the API in the project of the OAuth client"},
		"API off, a list":     {403, "[" + bodyDisabled + "]", is(photoslibrary.ErrAPIDisabled), "SERVICE_DISABLED", "enable the API at " + consoleURL},
		"scope":               {403, bodyScope, is(photoslibrary.ErrScope), "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "tick every box"},
		"scope, text":         {403, `{"error":{"code":403,"message":"Request had insufficient authentication scopes.","status":"PERMISSION_DENIED"}}`, is(photoslibrary.ErrScope), "", "tick every box"},
		"scope, old":          {403, `{"error":{"code":403,"message":"Insufficient Permission","errors":[{"reason":"insufficientPermissions"}]}}`, is(photoslibrary.ErrScope), "", "tick every box"},
		"forbidden":           {403, `{"error":{"code":403,"message":"The caller does not have permission","status":"PERMISSION_DENIED"}}`, nil, "", "403: The caller does not have permission"},
		"storage":             {400, `{"error":{"status":"INVALID_ARGUMENT","message":"The remaining storage in the user's account is not enough to perform this operation.","code":400}}`, is(photoslibrary.ErrStorageFull), "", "https://one.google.com/storage"},
		"upload":              {400, `{"code":3,"message":"Payload must not be empty"}`, nil, "", "ask: 400: Payload must not be empty"},
		"other argument":      {400, `{"error":{"status":"INVALID_ARGUMENT","message":"Request contains an invalid argument.","code":400}}`, nil, "", "400: Request contains an invalid argument."},
		"day":                 {429, bodyDay, day, "RATE_LIMIT_EXCEEDED", "of 10000 ApiCallsPerProjectPerDay"},
		"day, text":           {429, bodyDayText, day, "", "the daily quota is back at midnight, Pacific time: 20"},
		"day, old":            {403, `{"error":{"code":403,"message":"Daily Limit Exceeded","errors":[{"domain":"usageLimits","reason":"dailyLimitExceeded"}]}}`, day, "", "midnight"},
		"day, old, no words":  {429, `{"error":{"code":429,"message":"no","errors":[{"reason":"dailyLimitExceeded"}]}}`, day, "", "midnight"},
		"minute":              {429, bodyMinute, minute, "RATE_LIMIT_EXCEEDED", "of 30 WritesPerMinutePerUser is for a short time: wait until 20"},
		"minute, text":        {429, bodyMinuteText, minute, "", "wait until"},
		"minute, old":         {403, `{"error":{"code":403,"message":"User Rate Limit Exceeded","errors":[{"domain":"usageLimits","reason":"userRateLimitExceeded"}]}}`, minute, "", "wait until"},
		"the name counts":     {429, strings.ReplaceAll(bodyMinute, "per minute per user", "per day"), minute, "RATE_LIMIT_EXCEEDED", "wait until"},
		"the name counts too": {429, strings.ReplaceAll(bodyDay, "per day", "per minute"), day, "RATE_LIMIT_EXCEEDED", "midnight"},
		"an unknown name":     {429, strings.ReplaceAll(bodyDay, "ApiCallsPerProjectPerDay", "defaultLimit"), day, "RATE_LIMIT_EXCEEDED", "midnight"},
		"429 with a page":     {429, `<html>You made requests per day`, minute, "", "429: Too Many Requests"},
		"token":               {401, bodyToken, is(photoslibrary.ErrUnauthenticated), "ACCESS_TOKEN_EXPIRED", "refresh the token, or sign in again"},
		"token missing":       {401, `{"error":{"code":401,"message":"Request is missing required authentication credential.","status":"UNAUTHENTICATED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"CREDENTIALS_MISSING"}]}}`, is(photoslibrary.ErrUnauthenticated), "CREDENTIALS_MISSING", "sign in again"},
		"token, odd type":     {401, `{"error":{"code":401,"status":"UNAUTHENTICATED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCESS_TOKEN_TYPE_UNSUPPORTED"}]}}`, is(photoslibrary.ErrUnauthenticated), "ACCESS_TOKEN_TYPE_UNSUPPORTED", "401: Unauthorized"},
		"token, no body":      {401, ``, is(photoslibrary.ErrUnauthenticated), "", "401: Unauthorized"},
		"token, OAuth":        {401, `{"error":"invalid_token","error_description":"Invalid Value"}`, is(photoslibrary.ErrUnauthenticated), "", "401: Unauthorized"},
		"not found":           {404, `{"error":{"code":404,"message":"Requested entity was not found.","status":"NOT_FOUND"}}`, is(photoslibrary.ErrNotFound), "", "404: Requested entity was not found. (the API only shows"},
		"not found, a page":   {404, bodyPage, is(photoslibrary.ErrNotFound), "", "404: Not Found"},
		"bad request":         {400, `{"error":{"code":400,"message":"Invalid page token.","status":"INVALID_ARGUMENT"}}`, nil, "", "ask: 400: Invalid page token."},
		"an outage":           {503, `{"error":{"code":503,"message":"The service is currently unavailable.","status":"UNAVAILABLE"}}`, nil, "", "503: The service is currently unavailable."},
		"an outage, a page":   {502, `<html><title>502 Bad Gateway</title>`, nil, "", "502: Bad Gateway"},
		"a gateway":           {504, `{"message":"upstream timed out"}`, nil, "", "504: Gateway Timeout"},
		"a gateway, a word":   {500, `"oops"`, nil, "", "500: Internal Server Error"},
		"a redirect":          {302, ``, nil, "", "a login page of the network"},
		"nobody's status":     {599, `{}`, nil, "", "photoslibrary: ask: 599"},
		"an empty list":       {500, `[]`, nil, "", "500: Internal Server Error"},
		"odd status":          {500, `{"error":{"code":500,"message":"no","status":7}}`, nil, "", "500: no"},
		"odd fields":          {403, `{"error":{"code":403,"message":"no","details":[1,null,{"@type":7},{"@type":"google.rpc.ErrorInfo","metadata":[],"reason":3},{"@type":"google.rpc.Help","links":{}}]}}`, nil, "", "403: no"},
		"steers a terminal":   {400, "{\"error\":{\"code\":400,\"message\":\"a\\u001b[2Jb\\nc\\u202ed\"}}", nil, "", "400: a[2Jb cd"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := answered(t, test.status, nil, test.body)
			for _, sentinel := range sentinels {
				want := false
				for _, each := range test.want {
					want = want || errors.Is(each, sentinel)
				}
				require.Equal(t, want, errors.Is(err, sentinel), sentinel)
			}
			require.Equal(t, test.reason, err.Reason)
			require.Equal(t, strings.Contains(test.body, "PERMISSION_DENIED") && !strings.HasSuffix(name, "cut"), err.Status == "PERMISSION_DENIED")
			require.ErrorContains(t, err, test.message)
			require.NotContains(t, err.Error(), "capability")
			answer, ok := errors.AsType[*googleapi.Error](err)
			require.True(t, ok)
			require.Equal(t, test.status, answer.Code)
		})
	}
	long := answered(t, 400, nil, `{"error":{"message":"`+strings.Repeat("ä", 5000)+`"}}`)
	require.Less(t, len(long.Error()), 700)
	notAnAnswer := photoslibrary.NewError("ask", errors.New("no answer"))
	require.EqualError(t, notAnAnswer, "photoslibrary: ask: 0: no answer")
}

func TestAPIDisabledError(t *testing.T) {
	const service, project = "photoslibrary.googleapis.com", "742138104895"
	full := photoslibrary.APIDisabledError{Service: service, Project: project, ActivationURL: consoleURL}
	swap := func(old, text string) string { return strings.ReplaceAll(bodyDisabled, old, text) }
	tests := map[string]struct {
		body string
		want photoslibrary.APIDisabledError
	}{
		"all":            {bodyDisabled, full},
		"help":           {bodyDisabledHelp, full},
		"text":           {bodyDisabledText, full},
		"old":            {bodyDisabledOld, photoslibrary.APIDisabledError{}},
		"new console":    {swap("console.developers.google.com", "console.cloud.google.com"), photoslibrary.APIDisabledError{Service: service, Project: project, ActivationURL: strings.ReplaceAll(consoleURL, "developers", "cloud")}},
		"elsewhere":      {swap("console.developers.google.com", "console.example"), photoslibrary.APIDisabledError{Service: service, Project: project}},
		"looks like it":  {swap("console.developers.google.com", "console.developers.google.com.example"), photoslibrary.APIDisabledError{Service: service, Project: project}},
		"a user":         {swap("https://console", "https://x@console"), photoslibrary.APIDisabledError{Service: service, Project: project}},
		"plain HTTP":     {swap("https://console", "http://console"), photoslibrary.APIDisabledError{Service: service, Project: project}},
		"too long":       {swap("overview", strings.Repeat("x", 300)), photoslibrary.APIDisabledError{Service: service, Project: project}},
		"two services":   {swap(`"service":"photoslibrary`, `"service":"photospicker`), photoslibrary.APIDisabledError{Service: "photospicker.googleapis.com", Project: project, ActivationURL: consoleURL}},
		"odd names":      {`{"error":{"code":403,"message":"no","details":[{"@type":"google.rpc.ErrorInfo","reason":"SERVICE_DISABLED","metadata":{"service":"evil.example","consumer":"projects/x","activationUrl":"javascript:1"}}]}}`, photoslibrary.APIDisabledError{}},
		"a project name": {`{"error":{"code":403,"message":"no","details":[{"@type":"google.rpc.ErrorInfo","reason":"SERVICE_DISABLED","metadata":{"consumer":"projects/my-photos"}}]}}`, photoslibrary.APIDisabledError{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := answered(t, http.StatusForbidden, nil, test.body)
			disabled, ok := errors.AsType[*photoslibrary.APIDisabledError](err)
			require.True(t, ok)
			require.Equal(t, test.want, *disabled)
			require.ErrorIs(t, disabled, photoslibrary.ErrAPIDisabled)
			require.NotErrorIs(t, disabled, photoslibrary.ErrScope)
		})
	}
	require.EqualError(t, &full, "photoslibrary: the API is disabled in project 742138104895: enable the API at "+consoleURL+" and wait some minutes")
	require.EqualError(t, &photoslibrary.APIDisabledError{}, "photoslibrary: the API is disabled: enable the API in the project of the OAuth client and wait some minutes")
}

func TestScopeError(t *testing.T) {
	challenge := http.Header{"Www-Authenticate": {`Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="` + photoslibrary.ScopeReadAppCreated + ` evil ` + photoslibrary.ScopeEditAppCreated + `"`}}
	scope, ok := errors.AsType[*photoslibrary.ScopeError](answered(t, 403, challenge, bodyScope))
	require.True(t, ok)
	require.Equal(t, photoslibrary.ScopeError{
		Method: "google.photos.library.v1.PhotosLibrary.ListMediaItems",
		Scopes: []string{photoslibrary.ScopeReadAppCreated, photoslibrary.ScopeEditAppCreated},
	}, *scope)
	require.EqualError(t, scope, "photoslibrary: the grant does not cover google.photos.library.v1.PhotosLibrary.ListMediaItems: sign in again and tick every box; needed is "+photoslibrary.ScopeReadAppCreated+" or "+photoslibrary.ScopeEditAppCreated)
	scope, ok = errors.AsType[*photoslibrary.ScopeError](answered(t, 403, challenge, `<html>`))
	require.True(t, ok, "the header is enough")
	require.Empty(t, scope.Method)
	require.ErrorIs(t, scope, photoslibrary.ErrScope)
	require.EqualError(t, &photoslibrary.ScopeError{}, "photoslibrary: the grant does not cover the method: sign in again and tick every box")
}

// Pictures that say "not found" to people are nothing to keep.
func TestErrorsThatArePictures(t *testing.T) {
	err := answered(t, 404, http.Header{"Content-Type": {"image/png"}}, "\x89PNG...")
	require.Empty(t, err.Err.Body)
	require.ErrorIs(t, err, photoslibrary.ErrNotFound)
}
