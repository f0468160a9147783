curl -X GET "{{SERVICE}}/v1/status?task_id=task_123456789" \
  -H "Authorization: Bearer your-api-token"
