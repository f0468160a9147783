curl -X GET "{{SERVICE}}/v1/models" \
  -H "Authorization: Bearer <YOUR_API_KEY>"
