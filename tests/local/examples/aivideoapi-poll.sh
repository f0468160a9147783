curl {{SERVICE}}/v1/tasks/{taskId} \
-H "Authorization: Bearer sk-your-api-key"
