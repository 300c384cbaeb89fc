#!/bin/sh
# Answers each path that is a folder. Its log goes where that of process 1 goes, as all that AtlasML writes.
stamp=$(date -u '+%Y-%m-%d %H:%M:%S')
if [ "$(cat /trouble 2>/dev/null)" = weaviate-down ]; then
  answer='503 Service Unavailable'
  body='{"status":"error","components":{"api":{"status":"ok"},"weaviate":{"status":"error","message":"Weaviate is unreachable"}}}'
else
  answer='200 OK'
  collections='{"Exercise":{"status":"ok"},"Competency":{"status":"ok"},"SemanticCluster":{"status":"ok"}}'
  body="{\"status\":\"ok\",\"components\":{\"api\":{\"status\":\"ok\"},\"weaviate\":{\"status\":\"ok\",\"collections\":$collections}}}"
fi
{
  echo "$stamp - INFO - atlasml.app - 🔄 $REQUEST_METHOD $REQUEST_URI"
  echo "$stamp - INFO - atlasml.app - 📤 Response: ${answer%% *} (took 0.002s)"
  echo "INFO:     $REMOTE_ADDR:$REMOTE_PORT - \"$REQUEST_METHOD $REQUEST_URI HTTP/1.1\" $answer"
} >/proc/1/fd/1
printf 'Status: %s\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' "$answer" "${#body}" "$body"
