package photoslibrary_test

// Answers of Google as they were recorded, with made-up numbers of projects.
const (
	bodyDisabled = `{"error":{"code":403,
 "message":"Photos Library API has not been used in project 742138104895 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104895 then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.",
 "status":"PERMISSION_DENIED",
 "details":[
  {"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"Google developers console API activation","url":"https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104895"}]},
  {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED","domain":"googleapis.com",
   "metadata":{"service":"photoslibrary.googleapis.com","consumer":"projects/742138104895","activationUrl":"https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104895","serviceTitle":"Photos Library API","containerInfo":"742138104895"}},
  {"@type":"type.googleapis.com/google.rpc.LocalizedMessage","locale":"en-US","message":"..."}]}}`

	// From 2019: no ErrorInfo yet.
	bodyDisabledHelp = `{"error":{"code":403,
 "message":"Photos Library API has not been used in project 742138104895 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104895 then retry.",
 "status":"PERMISSION_DENIED",
 "details":[{"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"Google developers console API activation","url":"https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104895"}]}]}}`

	// No details at all.
	bodyDisabledText = `{"error":{"code":403,
 "message":"Photos Library API has not been used in project 742138104895 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104895 then retry.",
 "status":"PERMISSION_DENIED"}}`

	bodyDisabledOld = `{"error":{"code":403,"message":"Access Not Configured.","errors":[{"message":"Access Not Configured.","domain":"usageLimits","reason":"accessNotConfigured"}]}}`

	bodyScope = `{"error":{"code":403,"message":"Request had insufficient authentication scopes.","status":"PERMISSION_DENIED",
 "errors":[{"message":"Insufficient Permission","domain":"global","reason":"insufficientPermissions"}],
 "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT","domain":"googleapis.com",
  "metadata":{"service":"photoslibrary.googleapis.com","method":"google.photos.library.v1.PhotosLibrary.ListMediaItems"}}]}}`

	bodyDay = `{"error":{"code":429,"message":"Quota exceeded for quota metric 'All requests' and limit 'All requests per day' of service 'photoslibrary.googleapis.com' for consumer 'project_number:844831818923'.",
 "errors":[{"message":"...","domain":"global","reason":"rateLimitExceeded"}],
 "status":"RESOURCE_EXHAUSTED",
 "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED","domain":"googleapis.com",
   "metadata":{"quota_limit":"ApiCallsPerProjectPerDay","quota_limit_value":"10000","quota_metric":"photoslibrary.googleapis.com/all_requests","quota_location":"global","consumer":"projects/844831818923","service":"photoslibrary.googleapis.com"}},
  {"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"Request a higher quota limit.","url":"https://cloud.google.com/docs/quota#requesting_higher_quota"}]}]}}`

	bodyDayText = `{"error":{"code":429,"message":"Quota exceeded for quota metric 'All requests' and limit 'All requests per day' of service 'photoslibrary.googleapis.com' for consumer 'project_number:844831818923'.","errors":[{"reason":"rateLimitExceeded"}],"status":"RESOURCE_EXHAUSTED"}}`

	bodyMinute = `{"error":{"code":429,"message":"Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per user' of service 'photoslibrary.googleapis.com' for consumer 'project_number:844831818923'.",
 "errors":[{"message":"...","domain":"global","reason":"rateLimitExceeded"}],
 "status":"RESOURCE_EXHAUSTED",
 "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED","domain":"googleapis.com",
   "metadata":{"quota_limit":"WritesPerMinutePerUser","quota_limit_value":"30","quota_metric":"photoslibrary.googleapis.com/write_requests","quota_location":"global","consumer":"projects/844831818923","service":"photoslibrary.googleapis.com"}}]}}`

	bodyMinuteText = `{"error":{"code":429,"message":"Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per user'","status":"RESOURCE_EXHAUSTED"}}`

	bodyToken = `{"error":{"code":401,"message":"Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.","status":"UNAUTHENTICATED",
 "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCESS_TOKEN_EXPIRED","domain":"googleapis.com","metadata":{"service":"photoslibrary.googleapis.com","method":"google.photos.library.v1.PhotosLibrary.ListMediaItems"}}]}}`

	bodyPage = `<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title><p><b>404.</b> <ins>That’s an error.</ins><p>The requested URL <code>/lr/capability</code> was not found on this server.`
)
